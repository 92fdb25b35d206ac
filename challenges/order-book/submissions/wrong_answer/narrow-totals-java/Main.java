import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;

/** Adds up a level in an int. */
public class Main {
    private record Resting(boolean buy, int price) {}

    private static final Map<Boolean, TreeMap<Integer, LinkedHashMap<Integer, Integer>>> BOOK =
            Map.of(true, new TreeMap<>(Comparator.reverseOrder()), false, new TreeMap<>());
    private static final Map<Integer, Resting> SEEN = new HashMap<>();
    private static final List<String> OUT = new ArrayList<>();

    private static void cancel(int id) {
        Resting order = SEEN.get(id);
        Map<Integer, Integer> level = order == null ? null : BOOK.get(order.buy()).get(order.price());
        Integer quantity = level == null ? null : level.remove(id);
        if (quantity == null) {
            OUT.add("REJECTED " + id);
            return;
        }
        if (level.isEmpty()) {
            BOOK.get(order.buy()).remove(order.price());
        }
        OUT.add("CANCELLED " + id + " " + quantity);
    }

    private static void submit(boolean buy, int id, boolean market, int price, int quantity) {
        if (SEEN.putIfAbsent(id, new Resting(buy, price)) != null) {
            OUT.add("REJECTED " + id);
            return;
        }
        TreeMap<Integer, LinkedHashMap<Integer, Integer>> opposite = BOOK.get(!buy);
        while (quantity > 0 && !opposite.isEmpty()) {
            int best = opposite.firstKey();
            if (!market && (buy ? best > price : best < price)) {
                break;
            }
            LinkedHashMap<Integer, Integer> level = opposite.get(best);
            int maker = level.keySet().iterator().next();
            int available = level.get(maker);
            int traded = Math.min(quantity, available);
            OUT.add("TRADE " + id + " " + maker + " " + best + " " + traded);
            quantity -= traded;
            if (traded < available) {
                level.put(maker, available - traded);
                continue;
            }
            level.remove(maker);
            if (level.isEmpty()) {
                opposite.remove(best);
            }
        }
        if (quantity > 0 && market) {
            OUT.add("EXPIRED " + id + " " + quantity);
        } else if (quantity > 0) {
            BOOK.get(buy).computeIfAbsent(price, key -> new LinkedHashMap<>()).put(id, quantity);
        }
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        while (in.hasNext()) {
            String command = in.next();
            int id = in.nextInt();
            if (command.equals("CANCEL")) {
                cancel(id);
                continue;
            }
            boolean market = !in.hasNextInt();
            int price = market ? in.next().length() : in.nextInt();
            submit(command.equals("BUY"), id, market, price, in.nextInt());
        }
        OUT.add("BOOK");
        for (boolean buy : new boolean[] {true, false}) {
            BOOK.get(buy).forEach((price, level) -> {
                int total = 0;
                for (int quantity : level.values()) {
                    total += quantity;
                }
                OUT.add((buy ? "BUY " : "SELL ") + price + " " + total + " " + level.size());
            });
        }
        System.out.println(String.join("\n", OUT));
    }
}
