package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	// Registers it.
	_ "google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
)

// serve answers what it gets, and holds calls of /twins.Service/Hold until their callers no longer wait.
func serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("port %d\n", listener.Addr().(*net.TCPAddr).Port)
	server := grpc.NewServer(
		grpc.ForceServerCodec(raw{}),
		grpc.UnknownServiceHandler(handle),
		grpc.StatsHandler(sizes{}),
	)
	return server.Serve(listener)
}

func handle(_ any, stream grpc.ServerStream) error {
	var message []byte
	if err := stream.RecvMsg(&message); err != nil {
		return err
	}
	if method, _ := grpc.MethodFromServerStream(stream); method != "/twins.Service/Hold" {
		return stream.SendMsg(&message)
	}
	ctx := stream.Context()
	fmt.Printf("holds, %s, from %s\n", left(ctx), from(ctx))
	<-ctx.Done()
	fmt.Printf("ended, %v\n", ctx.Err())
	return status.FromContextError(ctx.Err()).Err()
}

func left(ctx context.Context) string {
	deadline, ok := ctx.Deadline()
	if !ok {
		return "for ever"
	}
	return fmt.Sprintf("%d ms", time.Until(deadline).Milliseconds())
}

func from(ctx context.Context) string {
	if peer, ok := peer.FromContext(ctx); ok {
		return peer.Addr.String()
	}
	return "nobody"
}

// sizes says how long messages are that come, and how long they were on their way.
type sizes struct{}

func (sizes) HandleRPC(_ context.Context, event stats.RPCStats) {
	if payload, ok := event.(*stats.InPayload); ok {
		fmt.Printf("came, %d of %d bytes\n", payload.CompressedLength, payload.Length)
	}
}

func (sizes) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (sizes) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (sizes) HandleConn(context.Context, stats.ConnStats)                       {}
