// tries: end, with a hook for that which never returns and a thread that nobody may interrupt
// must: time_limit_exceeded wall_time
public class Main {
    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (true) {
                try {
                    Thread.sleep(100_000);
                } catch (InterruptedException ignored) {
                }
            }
        }));
        System.out.println("contained");
        System.exit(0);
    }
}
