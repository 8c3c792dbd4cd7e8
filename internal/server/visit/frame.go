package visit

import (
	"net/http"

	"baton/internal/account"
	"baton/web/page"
	"baton/web/ui"
)

// Bare is what stands around a page of nobody.
func (p *Portal) Bare(title string) page.Bare {
	return page.Bare{Title: title, Assets: p.Assets.Base()}
}

// Frame is what stands around a page of the visitor.
func (p *Portal) Frame(r *http.Request, title string) (page.Frame, error) {
	by := By(r)
	menu, err := p.MenuAt(r, r.URL.Path)
	if err != nil {
		return page.Frame{}, err
	}
	return page.Frame{
		Title: title, Assets: p.Assets.Base(), Demo: p.Demo,
		Visitor: page.Visitor{ID: ID(by.ID), Name: by.Name, Initials: by.Initials(), Words: RoleWords(by),
			Side: ui.Tone(by.Side())},
		Rail:     menu,
		RailLive: "queue submissions", RailSrc: "/rail?at=" + r.URL.Path, Help: p.HelpOn(r.URL.Path),
	}, nil
}

// MenuAt is the menu of the visitor on the page here, with what waits beside its entries.
func (p *Portal) MenuAt(r *http.Request, here string) ([]page.RailGroup, error) {
	counts, err := p.Store.Counts(r.Context(), By(r), p.Now())
	if err != nil {
		return nil, err
	}
	return p.Menu(r.Context(), By(r), counts, here)
}

// ShownAt is a request whose answer is the page at path, wherever its form was sent to: the menu marks that page.
func ShownAt(r *http.Request, path string) *http.Request {
	at := r.Clone(r.Context())
	at.URL.Path = path
	return at
}

// RoleWords are the role of p and their first team.
func RoleWords(p account.Person) string {
	words := map[account.Role]string{account.Marketer: "Marketing", account.Rep: "Rep", account.Manager: "Manager",
		account.Admin: "Admin"}[p.Role]
	if len(p.Teams) > 0 {
		words += ", " + p.Teams[0].Name
	}
	return words
}
