package server

import (
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/web/ui"
)

// remedyPages are where things are put right, with who may open each page. A test holds it against the routes.
var remedyPages = map[errs.Place]struct {
	path  string
	roles []account.Role
}{
	errs.Teams:      {"/teams", admins},
	errs.People:     {"/people", admins},
	errs.Assignment: {"/assignment", managers},
	errs.Queue:      {"/queue", sellers},
	errs.Campaigns:  {"/campaigns", marketers},
	errs.Personas:   {"/personas", signedIn},
}

// remedy is how by puts something right: by a link, where they may open its page; else by asking who may, in words.
func remedy(by account.Person, how errs.Remedy) (link *ui.Link, words string) {
	page, known := remedyPages[how.At]
	if !known {
		return nil, ""
	}
	if by.Has(page.roles...) {
		return &ui.Link{Label: strings.ToUpper(how.Do[:1]) + how.Do[1:], Href: page.path}, ""
	}
	who := "an admin"
	if len(page.roles) > 1 {
		who = "a manager"
	}
	return nil, " Ask " + who + " to " + how.Do + "."
}

// told is what by reads of a refusal, with the link to where it is put right if they may go there.
func told(by account.Person, err error) (words string, link *ui.Link) {
	words = errs.Words(err)
	if words == "" {
		return "", nil
	}
	link, ask := remedy(by, errs.RemedyOf(err))
	return words + ask, link
}
