package mail

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"baton/internal/account"
)

// Store is who waits for a mail.
type Store interface {
	// NextPasswordRequest makes link a link for somebody who waits for one at an instant, and notes that their mail is
	// being sent. Nobody else is given the same person meanwhile. Not ok when nobody waits.
	NextPasswordRequest(ctx context.Context, link account.Token, at time.Time) (id int64, to account.Person, ok bool,
		err error)
	// PasswordRequestSent notes that the mail is sent.
	PasswordRequestSent(ctx context.Context, id int64, at time.Time) error
}

// Post sends the mails that people wait for.
type Post struct {
	Sender *Sender
	Store  Store
	Portal string // the address by which people reach Baton
	Log    *slog.Logger
	Now    func() time.Time
}

// SendDue sends all mails that are due. One that the server does not take is tried again later.
func (p *Post) SendDue(ctx context.Context) error {
	for {
		link := account.NewToken()
		id, to, ok, err := p.Store.NextPasswordRequest(ctx, link, p.Now())
		if err != nil || !ok {
			return err
		}
		if err := p.Sender.Send(ctx, to, "Choose a new password for Baton", p.passwordText(to, link), p.Now()); err != nil {
			p.Log.Warn("a mail with a password link was not taken, and is tried again for an hour", "request", id, "error", err)
			continue
		}
		if err := p.Store.PasswordRequestSent(ctx, id, p.Now()); err != nil {
			return err
		}
	}
}

func (p *Post) passwordText(to account.Person, link account.Token) string {
	return fmt.Sprintf(`Hello %s,

somebody asked for a new password for your account in Baton, and gave this
e-mail address. If it was you, choose a new password here:

%s/password/%s

The link works once, within an hour. If it was not you, do nothing: your
password stays as it is.
`, to.Name, strings.TrimSuffix(p.Portal, "/"), link.Secret)
}
