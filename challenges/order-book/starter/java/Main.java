import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.OptionalInt;

public class Main {
    private final StringBuilder out = new StringBuilder();

    /** A new order; {@code limit} is empty for a market order. */
    private void submit(boolean buy, int id, OptionalInt limit, int quantity) {
        // TODO: match it against the other side, then rest or expire what is left
    }

    private void cancel(int id) {
        // TODO: take the order out of the book
        out.append("REJECTED ").append(id).append('\n');
    }

    private void printBook() {
        // TODO: the levels that are left, buys first
        out.append("BOOK\n");
    }

    public static void main(String[] args) throws IOException {
        Main engine = new Main();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] field = line.split(" ");
            int id = Integer.parseInt(field[1]);
            if (field[0].equals("CANCEL")) {
                engine.cancel(id);
            } else {
                boolean market = field[2].equals("MARKET");
                OptionalInt limit = market ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(field[2]));
                engine.submit(field[0].equals("BUY"), id, limit, Integer.parseInt(field[3]));
            }
        }
        engine.printBook();
        System.out.print(engine.out);
    }
}
