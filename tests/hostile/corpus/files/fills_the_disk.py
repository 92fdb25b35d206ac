# tries: write one file without end
# must: runtime_error disk_full
with open("/box/tmp/x", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
