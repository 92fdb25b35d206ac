// tries: take memory that the virtual machine does not count as its heap
// must: memory_limit_exceeded out_of_memory
const blocks = [];
for (;;) blocks.push(Buffer.alloc(8 << 20, 1));
