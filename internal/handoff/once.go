package handoff

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"baton/internal/errs"
)

// Once makes a request count once, however often it is sent: the key that its sender gave it, and a digest of all that it asks for. The
// zero Once counts each time.
type Once struct {
	Key    string
	Digest []byte
}

// ErrOtherRequest refuses a key that came with another request before.
var ErrOtherRequest = errs.Say(errs.Invalid, "This Idempotency-Key came with another request before. Give each request a key of its own, and send the same request again only with the key that it had.")

// do runs work and keeps what it makes of answer. Where the request was answered before, answer is what it was then, and nothing happens.
func (o Once) do(ctx context.Context, tx Tx, at time.Time, answer any, work func() error) error {
	if o.Key == "" {
		return work()
	}
	digest, kept, err := tx.Answered(ctx, o.Key)
	if err != nil {
		return err
	}
	if digest != nil {
		if !bytes.Equal(digest, o.Digest) {
			return ErrOtherRequest
		}
		return json.Unmarshal(kept, answer)
	}
	if err := work(); err != nil {
		return err
	}
	kept, err = json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return tx.KeepAnswer(ctx, o, kept, at)
}
