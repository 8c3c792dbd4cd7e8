package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"baton/internal/errs"
	"baton/internal/lead"
)

// Once makes a request count once, however often it is sent: the key that its sender gave it, and a digest of all that
// it asks for. The zero Once counts each time.
type Once struct {
	Key    string
	Digest []byte
}

// ErrOtherRequest refuses a key that came with another request before.
var ErrOtherRequest = errs.Say(
	errs.Invalid,
	"This Idempotency-Key was used for another request. "+
		"Use a new key for each request, and the same key only to repeat the same request.",
)

// Do runs work and keeps what it makes of answer. Where the request was answered before, answer is what it was then,
// and nothing happens.
func (o Once) Do(ctx context.Context, tx Tx, at time.Time, answer any, work func() error) error {
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

// SentBefore is the refusal of a form that was sent before and said something else then: what was changed since is not
// kept. Lead is what became of it. It is a Conflict.
type SentBefore struct{ Lead lead.Lead }

func (*SentBefore) Error() string { return "this form was sent before and said something else" }
func (*SentBefore) Unwrap() error { return errs.Conflict }

// Fixable reports whether the lead is with marketing, which can change it.
func (b *SentBefore) Fixable() bool {
	return b.Lead.Stage == lead.Draft || b.Lead.Stage == lead.Returned || b.Lead.Stage == lead.Recycled
}

// once makes a submission count once: its key, with a digest of what was typed and of what is to be done with the lead
// id.
func (sub Submission) once(act string, id lead.ID) Once {
	l := sub.Lead
	l.Normalise()
	said, err := json.Marshal([]any{
		act, id, sub.Duplicate, sub.Touch.Kind, sub.Touch.UTM, l.Name, l.Email, l.Phone, l.JobTitle, l.Company, l.CompanySize,
		l.Industry, l.Country, l.City, l.Website,
		l.Source, l.Campaign, l.Persona, l.Note, l.Consent,
	})
	if err != nil { // texts and numbers always can be written
		panic(err)
	}
	digest := sha256.Sum256(said)
	return Once{Key: sub.Key, Digest: digest[:]}
}

// sent is the lead that a form was sent for before, 0 when it has not been sent. It answers SentBefore when the form
// said something else then.
func (o Once) sent(ctx context.Context, tx Tx) (lead.ID, error) {
	if o.Key == "" {
		return 0, nil
	}
	id, digest, err := tx.SentForm(ctx, o.Key)
	if err != nil || id == 0 || digest == nil || bytes.Equal(digest, o.Digest) {
		return id, err
	}
	l, err := tx.Lead(ctx, id)
	if err != nil {
		return 0, err
	}
	return 0, &SentBefore{*l}
}
