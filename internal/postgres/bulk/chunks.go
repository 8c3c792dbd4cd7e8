package bulk

import (
	"context"
	"iter"
)

// inChunks is seq in chunks of size; the next one is read while one is worked on. An error of seq ends it, after what
// came before.
func inChunks[T any](ctx context.Context, seq iter.Seq2[T, error], size int) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		chunks := make(chan []T, 1)
		var failed error
		go func() {
			defer close(chunks)
			failed = sendChunks(ctx, seq, size, chunks)
		}()
		for chunk := range chunks {
			if !yield(chunk, nil) {
				return
			}
		}
		if failed != nil {
			yield(nil, failed)
		}
	}
}

func sendChunks[T any](ctx context.Context, seq iter.Seq2[T, error], size int, chunks chan<- []T) error {
	chunk := make([]T, 0, size)
	send := func() error {
		select {
		case chunks <- chunk:
			chunk = make([]T, 0, size)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for each, err := range seq {
		if err != nil {
			return err
		}
		if chunk = append(chunk, each); len(chunk) == size {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(chunk) == 0 {
		return nil
	}
	return send()
}
