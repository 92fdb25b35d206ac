import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        while (in.hasNextLine()) {
            String[] field = in.nextLine().split(" ");
            int id = field[1];
            System.out.println("REJECTED " + id);
        }
        System.out.println("BOOK");
    }
}
