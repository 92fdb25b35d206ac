import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/** Plain Java: the JDK's HTTP server, state in memory, every change in a journal that is forced before the answer goes out. */
public class Main {
    private static final Set<String> TYPES = Set.of(
            "payment.created", "payment.authorized", "payment.captured", "payment.refunded", "payment.failed");

    private final Store store;
    private final Ledger ledger;
    private final Signature signature;

    Main(Map<String, String> env) throws IOException {
        store = new Store(Path.of(env.get("DATA_DIR"), "events.journal"));
        ledger = new Ledger(env.get("LEDGER_URL"), store::book);
        signature = new Signature(env.get("WEBHOOK_SECRET"));
    }

    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else every answer waits 40 ms for a delayed ACK
        Map<String, String> env = System.getenv();
        Main main = new Main(env);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(env.get("PORT"))), 128);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/", exchange -> main.answer(exchange));
        server.start();
        main.store.unbooked().forEach(main.ledger::send);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean posted = exchange.getRequestMethod().equals("POST");
            if (path.equals("/healthz")) {
                reply(exchange, 200, "{\"status\": \"ok\"}");
            } else if (path.equals("/webhooks") && posted) {
                receive(exchange);
            } else if (path.startsWith("/payments/") && !posted) {
                String payment = store.payment(path.substring("/payments/".length()));
                reply(exchange, payment == null ? 404 : 200, payment == null ? error("not_found") : payment);
            } else {
                reply(exchange, 404, error("not_found"));
            }
        } catch (IOException | RuntimeException problem) {
            problem.printStackTrace();
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String header = exchange.getRequestHeaders().getFirst("X-Signature");
        String refused = signature.whyRefused(header == null ? "" : header, body, System.currentTimeMillis() / 1000);
        if (refused != null) {
            reply(exchange, 401, error(refused));
            return;
        }
        if (!(Json.parse(body) instanceof Map<?, ?> sent && isName(sent.get("id")) && sent.get("type") instanceof String type)) {
            reply(exchange, 400, error("invalid_event"));
            return;
        }
        if (!TYPES.contains(type)) {
            reply(exchange, 200, status("ignored"));
            return;
        }
        Long seq = whole(sent.get("seq"), 1, 1_000_000_000L);
        Long amount = whole(sent.get("amount"), 0, 1_000_000_000_000L);
        if (!isName(sent.get("payment")) || seq == null || amount == null) {
            reply(exchange, 400, error("invalid_event"));
            return;
        }
        Event event = new Event((String) sent.get("id"), type, (String) sent.get("payment"), seq, amount);
        if (!store.add(event)) {
            reply(exchange, 200, status("duplicate"));
            return;
        }
        ledger.send(event);
        reply(exchange, 200, status("accepted"));
    }

    private static boolean isName(Object value) {
        return value instanceof String text && text.matches("[A-Za-z0-9_-]{1,64}");
    }

    private static Long whole(Object value, long least, long most) {
        if (!(value instanceof BigDecimal number) || number.scale() > 0) {
            return null;
        }
        boolean fits = number.compareTo(BigDecimal.valueOf(least)) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0;
        return fits ? number.longValueExact() : null;
    }

    private static String error(String code) {
        return "{\"error\": \"" + code + "\"}";
    }

    private static String status(String status) {
        return "{\"status\": \"" + status + "\"}";
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
