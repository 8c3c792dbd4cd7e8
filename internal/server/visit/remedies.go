package visit

import (
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/web/ui"
)

// RemedyPages are where things are put right, with who may open each page. A test holds it against the routes.
var RemedyPages = map[errs.Place]struct {
	Path  string
	Roles []account.Role
}{
	errs.Teams:      {"/teams", Admins},
	errs.People:     {"/people", Admins},
	errs.Assignment: {"/assignment", Managers},
	errs.Queue:      {"/queue", Sellers},
	errs.Campaigns:  {"/campaigns", Marketers},
	errs.Personas:   {"/personas", SignedIn},
}

// Remedy is how by puts something right: by a link, where they may open its page; else by asking who may, in words.
func Remedy(by account.Person, how errs.Remedy) (link *ui.Link, words string) {
	page, known := RemedyPages[how.At]
	if !known {
		return nil, ""
	}
	if by.Has(page.Roles...) {
		return &ui.Link{Label: strings.ToUpper(how.Do[:1]) + how.Do[1:], Href: page.Path}, ""
	}
	who := "an admin"
	if len(page.Roles) > 1 {
		who = "a manager"
	}
	return nil, " Ask " + who + " to " + how.Do + "."
}

// Told is what by reads of a refusal, with the link to where it is put right if they may go there.
func Told(by account.Person, err error) (words string, link *ui.Link) {
	words = errs.Words(err)
	if words == "" {
		return "", nil
	}
	link, ask := Remedy(by, errs.RemedyOf(err))
	return words + ask, link
}
