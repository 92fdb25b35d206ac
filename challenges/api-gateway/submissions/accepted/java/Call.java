record Call(String method, String target, Headers headers, byte[] body) {}
