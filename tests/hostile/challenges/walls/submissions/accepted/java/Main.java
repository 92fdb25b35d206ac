// Sent right behind every attack in this language, and the next in its box.
import java.io.File;

public class Main {
    public static void main(String[] args) throws Exception {
        String input = new String(System.in.readAllBytes());
        boolean empty = new File("/dev/shm").list().length == 0;
        System.out.println(input.equals("1 2\n") && empty ? "contained" : "something was left: " + input);
    }
}
