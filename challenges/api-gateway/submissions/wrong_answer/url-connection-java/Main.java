import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/** The JDK's own server and client, and nothing else. */
public class Main {
    private static final int MOST_BODY_BYTES = 256 * 1024;

    private final Buckets buckets = new Buckets(10, 2);
    private final Store store = new Store();
    private final Upstream upstream = new Upstream(System.getenv("CATALOG_URL"));

    public static void main(String[] args) throws IOException {
        // Without it an answer of two packets waits for the client's acknowledgement of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Main gateway = new Main();
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 256);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> send(exchange, new Refusal(404, "not_found").answer()));
        server.createContext("/healthz", exchange -> send(exchange, Answer.json(200, "{\"status\":\"ok\"}")));
        server.createContext("/catalog/", gateway::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("X-Request-Id");
        if (id == null || id.isEmpty()) id = UUID.randomUUID().toString();
        Answer answer;
        try {
            answer = answer(exchange, id);
        } catch (Refusal refusal) {
            answer = refusal.answer();
        }
        send(exchange, answer.with("X-Request-Id", id));
    }

    private Answer answer(HttpExchange exchange, String id) throws IOException, Refusal {
        Headers sent = new Headers(exchange.getRequestHeaders());
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
        boolean tooLarge = body.length > MOST_BODY_BYTES;
        if (tooLarge) exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("POST")) {
            throw new Refusal(405, "method_not_allowed", Map.of("Allow", "GET, POST"));
        }
        String key = sent.first("X-API-Key");
        if (key == null || key.isEmpty()) throw new Refusal(401, "missing_api_key");
        buckets.take(key);
        if (tooLarge) throw new Refusal(413, "body_too_large");

        String target = exchange.getRequestURI().toString().substring("/catalog".length());
        Headers headers = sent.passedOn("Host", "Content-Length", "X-API-Key");
        String address = exchange.getRemoteAddress().getAddress().getHostAddress();
        String before = sent.first("X-Forwarded-For");
        headers.set("X-Forwarded-For", before == null ? address : before + ", " + address);
        headers.set("X-Request-Id", id);
        Call call = new Call(method, target, headers, body);
        if (method.equals("POST")) {
            Answer got = upstream.send(call);
            if (got.status() / 100 == 2) store.forget(target.split("\\?", 2)[0]);
            return got;
        }
        return sent.first("Authorization") == null ? cached(call) : upstream.send(call);
    }

    private Answer cached(Call call) throws Refusal {
        Store.Stored stored = store.find(call.target());
        String noneMatch = call.headers().first("If-None-Match");
        if (stored == null || !stored.isFresh()) {
            String etag = stored == null ? null : stored.etag();
            if (etag != null) call.headers().set("If-None-Match", etag);
            Answer got = upstream.send(call);
            if (etag == null || got.status() != 304) {
                store.offer(call.target(), got);
                return got;
            }
            stored = store.keep(call.target(), stored.answer(), stored.maxAgeS());
        }
        if (stored.etag() == null || !stored.etag().equals(noneMatch)) return stored.answer();
        return new Answer(304, new Headers(Map.of("ETag", List.of(noneMatch))), new byte[0]);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            byte[] body = answer.body();
            boolean none = body.length == 0 || answer.status() == 304 || answer.status() == 204;
            exchange.sendResponseHeaders(answer.status(), none ? -1 : body.length);
            if (!none) exchange.getResponseBody().write(body);
        }
    }
}
