// Package visit has what every request of a browser shares: who asks, when and under which policy, the form that was
// sent, and the answer in its frame. It knows no page.
package visit

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/policy"
	"baton/internal/worklist"
	"baton/web"
	"baton/web/page"
)

// Portal is what every page needs to answer a request.
type Portal struct {
	Store  Store
	Assets *web.AssetSet
	Log    *slog.Logger
	Now    func() time.Time
	Demo   bool          // the sign-in page offers the demo people
	Mails  bool          // mails are sent, so whoever forgot their password can ask for a link
	Secure bool          // cookies are for TLS only
	Limit  time.Duration // how long a request may take; 10 seconds when zero

	// Uploads is the path below which a body may have UploadMost bytes.
	Uploads    string
	UploadMost int64

	// TrustedOrigin is the public address of the installation, where a proxy hides it from requests; empty otherwise.
	TrustedOrigin string
	// Menu is the menu of by on the page here, with what waits beside its entries.
	Menu func(ctx context.Context, by account.Person, counts worklist.Counts, here string) ([]page.RailGroup, error)
	// HelpOn is the address of what the guide says about the page at path.
	HelpOn func(path string) string
}

// Store is what every page asks of the database.
type Store interface {
	SignedIn(ctx context.Context, token string, at time.Time) (account.Person, error)
	Policy(ctx context.Context) (*policy.Policy, error)
	Counts(ctx context.Context, by account.Person, at time.Time) (worklist.Counts, error)
}

// Origin is the address of the installation as the visitor reaches it.
func (p *Portal) Origin(r *http.Request) string {
	if p.TrustedOrigin != "" {
		return p.TrustedOrigin
	}
	if p.Secure || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
