package main

import (
	"net/http"
	"os"
	"time"
)

func main() {
	target := os.Getenv("CATALOG_URL")
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
