// Newer runs a Temporal Server, newer than what the CLI that `go install` can build has in it, in memory.
//
// Arguments are dynamic configuration, as KEY=JSON. It prints its address and runs until its input ends.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/temporal"
	"go.temporal.io/server/temporaltest"
)

func main() {
	settings := dynamicconfig.StaticClient{}
	for _, argument := range os.Args[1:] {
		key, text, _ := strings.Cut(argument, "=")
		settings[dynamicconfig.MakeKey(key)] = parse(text)
	}
	options := temporaltest.WithBaseServerOptions(temporal.WithDynamicConfigClient(settings))
	server := temporaltest.NewServer(options)
	fmt.Println(server.GetFrontendHostPort())
	_, _ = io.Copy(io.Discard, os.Stdin)
	server.Stop()
}

// parse reads a JSON value; whole numbers become int, as dynamic configuration wants them.
func parse(text string) any {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		panic(err)
	}
	if number, ok := value.(float64); ok && number == float64(int(number)) {
		return int(number)
	}
	return value
}
