import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

public class Main {
    private static final class Order {
        final int id;
        final boolean buy;
        final int price;
        int quantity;

        Order(int id, boolean buy, int price, int quantity) {
            this.id = id;
            this.buy = buy;
            this.price = price;
            this.quantity = quantity;
        }
    }

    /** Price levels, best first; within a level the orders by arrival. */
    private static final class Side {
        final TreeMap<Integer, LinkedHashMap<Integer, Order>> levels;

        Side(Comparator<Integer> bestFirst) {
            levels = new TreeMap<>(bestFirst);
        }

        void add(Order order) {
            levels.computeIfAbsent(order.price, price -> new LinkedHashMap<>()).put(order.id, order);
        }

        void remove(Order order) {
            Map<Integer, Order> level = levels.get(order.price);
            level.remove(order.id);
            if (level.isEmpty()) {
                levels.remove(order.price);
            }
        }

        Order best() {
            return levels.isEmpty() ? null : levels.firstEntry().getValue().values().iterator().next();
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final Side buys = new Side(Comparator.reverseOrder());
    private final Side sells = new Side(Comparator.naturalOrder());
    private final Map<Integer, Order> seen = new HashMap<>();

    private void cancel(int id) {
        Order order = seen.get(id);
        if (order == null || order.quantity == 0) {
            out.append("REJECTED ").append(id).append('\n');
            return;
        }
        (order.buy ? buys : sells).remove(order);
        out.append("CANCELLED ").append(id).append(' ').append(order.quantity).append('\n');
        order.quantity = 0;
    }

    private void submit(Order incoming, boolean market) {
        if (seen.putIfAbsent(incoming.id, incoming) != null) {
            out.append("REJECTED ").append(incoming.id).append('\n');
            return;
        }
        match(incoming, incoming.buy ? sells : buys);
        if (incoming.quantity == 0) {
            return;
        }
        if (market) {
            out.append("EXPIRED ").append(incoming.id).append(' ').append(incoming.quantity).append('\n');
            incoming.quantity = 0;
        } else {
            (incoming.buy ? buys : sells).add(incoming);
        }
    }

    private void match(Order incoming, Side opposite) {
        while (incoming.quantity > 0) {
            Order resting = opposite.best();
            if (resting == null || (incoming.buy ? resting.price > incoming.price : resting.price < incoming.price)) {
                return;
            }
            int traded = Math.min(incoming.quantity, resting.quantity);
            out.append("TRADE ").append(incoming.id).append(' ').append(resting.id).append(' ');
            out.append(resting.price).append(' ').append(traded).append('\n');
            incoming.quantity -= traded;
            resting.quantity -= traded;
            if (resting.quantity == 0) {
                opposite.remove(resting);
            }
        }
    }

    private void print(String name, Side side) {
        side.levels.forEach((price, level) -> {
            long total = level.values().stream().mapToLong(order -> order.quantity).sum();
            out.append(name).append(' ').append(price).append(' ').append(total);
            out.append(' ').append(level.size()).append('\n');
        });
    }

    private void run() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] field = line.split(" ");
            int id = Integer.parseInt(field[1]);
            if (field[0].equals("CANCEL")) {
                cancel(id);
                continue;
            }
            boolean buy = field[0].equals("BUY");
            boolean market = field[2].equals("MARKET");
            int anyPrice = buy ? Integer.MAX_VALUE : 0;
            int price = market ? anyPrice : Integer.parseInt(field[2]);
            submit(new Order(id, buy, price, Integer.parseInt(field[3])), market);
        }
        out.append("BOOK\n");
        print("BUY", buys);
        print("SELL", sells);
        System.out.print(out);
    }

    public static void main(String[] args) throws IOException {
        new Main().run();
    }
}
