// Proves the runtime: reads a line, and links the packages a service needs.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
)

func main() {
	var first, second int
	fmt.Scan(&first, &second)
	http.NewServeMux()
	version := strings.Join(strings.Split(strings.TrimPrefix(runtime.Version(), "go"), ".")[:2], ".")
	fmt.Println(first + second)
	json.NewEncoder(os.Stdout).Encode(map[string]string{"go": version})
}
