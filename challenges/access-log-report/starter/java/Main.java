import java.io.IOException;
import java.nio.charset.StandardCharsets;

public class Main {
    public static void main(String[] args) throws IOException {
        // ISO 8859-1 maps every byte to one character, so nothing that is not UTF-8 gets lost.
        String[] lines = new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1).split("\n");
        String[] query = lines[0].trim().split(" ");

        for (int i = 1; i < lines.length; i++) {
            // parse the line, count what it says
        }
        // print the report
    }
}
