// tries: use one processor for ever
// must: time_limit_exceeded cpu_time
int main() {
    for (volatile unsigned long turns = 0;;) turns = turns + 1;
}
