import java.io.BufferedReader;
import java.io.InputStreamReader;

public class Main {
    // readLine() throws a checked exception that is neither caught nor declared.
    public static void main(String[] args) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        String line;
        while ((line = in.readLine()) != null) {
            System.out.println(line.length());
        }
    }
}
