# tries: take 300 MiB in one piece where 128 are allowed
# must: memory_limit_exceeded out_of_memory
print(len(bytearray(300 << 20)))
