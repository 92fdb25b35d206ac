import java.util.Scanner;
import java.util.stream.IntStream;

/** Proves the runtime: reads a line, calls a second file, prints the version. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        System.out.println(Adder.sum(IntStream.of(in.nextInt(), in.nextInt())));
        System.out.println("{\"java\": \"" + Runtime.version().feature() + "\"}");
    }
}
