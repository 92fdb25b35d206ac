import threading


class Unknown(Exception):
    pass


class Gone(Exception):
    pass


class Taken(Exception):
    pass


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.links = {}
        self.deleted = set()

    def add(self, code, url, host):
        with self.lock:
            if code in self.links:
                raise Taken
            self.links[code] = {"code": code, "url": url, "host": host, "clicks": 0}

    def add_coded(self, make_code, url, host):
        while True:
            code = make_code()
            try:
                self.add(code, url, host)
            except Taken:
                continue
            return code

    def find(self, code):
        if code not in self.links:
            raise Unknown
        if code in self.deleted:
            raise Gone
        return self.links[code]

    def view(self, link):
        return {name: link[name] for name in ("code", "url", "clicks")}

    def get(self, code):
        with self.lock:
            return self.view(self.find(code))

    def click(self, code):
        with self.lock:
            link = self.find(code)
            link["clicks"] += 1
            return link["url"]

    def delete(self, code):
        with self.lock:
            self.find(code)
            self.deleted.add(code)

    def of_host(self, host):
        with self.lock:
            return [self.view(link) for code, link in self.links.items() if link["host"] == host and code not in self.deleted]
