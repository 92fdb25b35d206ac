// tries: start sleeping threads without end in a virtual machine that survives being refused
// must: runtime_error too_many_processes | time_limit_exceeded wall_time | time_limit_exceeded cpu_time
// must on runsc: runtime_error too_many_processes | time_limit_exceeded cpu_time | time_limit_exceeded wall_time
//   | memory_limit_exceeded out_of_memory
// because: gVisor counts the stacks of threads as used from the start
public class Main {
    public static void main(String[] args) throws Exception {
        for (;;) {
            try {
                Thread thread = new Thread(() -> {
                    try {
                        Thread.sleep(1_000_000);
                    } catch (InterruptedException ignored) {
                    }
                });
                thread.start();
            } catch (OutOfMemoryError refused) {
                Thread.sleep(100);
            }
        }
    }
}
