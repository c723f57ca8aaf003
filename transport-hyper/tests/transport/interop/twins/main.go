// The unary twins of interop tests that grpc-go has for streams alone, with its server or its client on the other side.
//
//	twins server           serves on a free port, and says on its output what becomes of calls
//	twins client CASE PORT calls what serves there, and ends with 0 if that is as it must be
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) == 1 && arguments[0] == "server":
		return serve()
	case len(arguments) == 3 && arguments[0] == "client":
		return call(arguments[1], arguments[2])
	}
	return errors.New("usage: twins server | twins client CASE PORT")
}

// raw takes messages as the bytes they are.
type raw struct{}

func (raw) Name() string { return "proto" }

func (raw) Marshal(message any) ([]byte, error) {
	bytes, ok := message.(*[]byte)
	if !ok {
		return nil, fmt.Errorf("%T is no bytes", message)
	}
	return *bytes, nil
}

func (raw) Unmarshal(bytes []byte, message any) error {
	place, ok := message.(*[]byte)
	if !ok {
		return fmt.Errorf("%T is no place for bytes", message)
	}
	*place = append([]byte(nil), bytes...)
	return nil
}
