package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
)

const (
	echo  = "/twins.Service/Echo"
	hold  = "/twins.Service/Hold"
	holds = "/twins.Service/Holds"
)

// call runs one case over one connection, which must still be good when it is over.
func call(name, port string) error {
	cases := map[string]func(*grpc.ClientConn) error{
		"deadline": deadline,
		"cancel":   cancel,
		"gzip":     compressed,
		"metadata": withMetadata,
	}
	run, ok := cases[name]
	if !ok {
		return fmt.Errorf("there is no case %q", name)
	}
	connection, err := grpc.NewClient(
		"127.0.0.1:"+port,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{})),
		grpc.WithStatsHandler(&shrunk),
	)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := run(connection); err != nil {
		return err
	}
	return expectEcho(connection, []byte("afterwards"))
}

func deadline(connection *grpc.ClientConn) error {
	ctx, end := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer end()
	return expectCode(invoke(ctx, connection, hold), codes.DeadlineExceeded)
}

func cancel(connection *grpc.ClientConn) error {
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- invoke(ctx, connection, hold) }()
	// Other calls go on meanwhile; this one is answered once the server holds the first.
	if err := invoke(context.Background(), connection, holds); err != nil {
		end()
		return err
	}
	end()
	return expectCode(<-ended, codes.Canceled)
}

func compressed(connection *grpc.ClientConn) error {
	message := bytes.Repeat([]byte("again and "), 10_000)
	if err := expectEcho(connection, message, grpc.UseCompressor("gzip")); err != nil {
		return err
	}
	if !shrunk.seen {
		return errors.New("the answer was not compressed")
	}
	return nil
}

func withMetadata(connection *grpc.ClientConn) error {
	const initial, trailing = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
	ctx := metadata.AppendToOutgoingContext(context.Background(), initial, "a value", trailing, "\xab\x00\xab")
	var headers, trailers metadata.MD
	var answer []byte
	none := []byte{}
	err := connection.Invoke(ctx, echo, &none, &answer, grpc.Header(&headers), grpc.Trailer(&trailers))
	if err != nil {
		return err
	}
	came := fmt.Sprintf("%q %q", headers.Get(initial), trailers.Get(trailing))
	if came != `["a value"] ["\xab\x00\xab"]` {
		return fmt.Errorf("this came back: %s", came)
	}
	return nil
}

func invoke(ctx context.Context, connection *grpc.ClientConn, method string) error {
	none, answer := []byte{}, []byte{}
	return connection.Invoke(ctx, method, &none, &answer)
}

func expectCode(err error, expected codes.Code) error {
	if status.Code(err) != expected {
		return fmt.Errorf("%v was expected, and it is: %v", expected, err)
	}
	return nil
}

func expectEcho(connection *grpc.ClientConn, message []byte, options ...grpc.CallOption) error {
	var answer []byte
	if err := connection.Invoke(context.Background(), echo, &message, &answer, options...); err != nil {
		return err
	}
	if !bytes.Equal(message, answer) {
		return fmt.Errorf("%d bytes came back as %d others", len(message), len(answer))
	}
	return nil
}

// shrinks notes whether a message came that was longer than what was sent of it.
type shrinks struct{ seen bool }

var shrunk shrinks

func (s *shrinks) HandleRPC(_ context.Context, event stats.RPCStats) {
	if payload, ok := event.(*stats.InPayload); ok && payload.CompressedLength < payload.Length {
		s.seen = true
	}
}

func (*shrinks) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (*shrinks) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (*shrinks) HandleConn(context.Context, stats.ConnStats)                       {}
