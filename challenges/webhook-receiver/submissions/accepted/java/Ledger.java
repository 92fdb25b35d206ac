import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls are asynchronous: those that hang cost a connection each, and no thread. */
final class Ledger {
    private static final long FIRST_WAIT_MS = 20;
    private static final long LONGEST_WAIT_MS = 160;
    private static final Duration CALL = Duration.ofMillis(1000);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final String url;
    private final Consumer<Event> booked;

    Ledger(String url, Consumer<Event> booked) {
        this.url = url;
        this.booked = booked;
    }

    void send(Event event) {
        call(event, FIRST_WAIT_MS);
    }

    private void call(Event event, long waitMs) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/entries/" + event.id()))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(event.json()))
                .timeout(CALL)
                .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .orTimeout(CALL.toMillis() + 100, TimeUnit.MILLISECONDS) // the request's own ends with the headers
                .whenComplete((response, problem) -> {
                    if (problem == null && response.statusCode() / 100 == 2) {
                        booked.accept(event);
                    } else {
                        long next = Math.min(2 * waitMs, LONGEST_WAIT_MS);
                        clock.schedule(() -> call(event, next), waitMs, TimeUnit.MILLISECONDS);
                    }
                });
    }
}
