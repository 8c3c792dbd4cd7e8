package settings

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) keys(w http.ResponseWriter, r *http.Request) error {
	return s.showKeys(w, r, nil, visit.Refusal{})
}

func (s *Pages) addKey(w http.ResponseWriter, r *http.Request) error {
	key, err := typedKey(r)
	token, prefix := account.NewKeyToken()
	if err == nil {
		err = s.Store.AddKey(r.Context(), visit.By(r), key, token, prefix, s.Now())
	} else {
		err = errs.Together(err, key.Check(s.Now()).Err())
	}
	if err == nil {
		s.setKeyCookie(w, token.Secret, 60)
	}
	return visit.Saved(w, r, err, address.Keys,
		func(no visit.Refusal) error { return s.showKeys(w, r, typedKeyForm(r), no) })
}

func (s *Pages) revokeKey(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.KeyID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.RevokeKey(r.Context(), visit.By(r), id, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, address.Keys)
}

// setKeyCookie carries a new key from the answer of its form to the page that shows it, once.
func (s *Pages) setKeyCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: s.keyCookie(), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true,
		Secure: s.Secure, SameSite: http.SameSiteStrictMode})
}

func (s *Pages) keyCookie() string { return s.Cookie() + "-key" }

// typedKey reads a new key from its form.
func typedKey(r *http.Request) (account.NewKey, error) {
	k := account.NewKey{Name: visit.Form(r, "name"), Owner: visit.Number[account.PersonID](visit.Form(r, "owner")),
		Team: visit.Number[account.TeamID](visit.Form(r, "team"))}
	for _, scope := range r.PostForm["scope"] {
		k.Scopes = append(k.Scopes, account.Scope(scope))
	}
	problems := errs.Problems{}
	if day := strings.TrimSpace(visit.Form(r, "expires_on")); day != "" {
		last, ok := lead.Day(day)
		if !ok {
			problems.Add("expires_on", "Choose a day. Without a day, the key works until it is revoked.")
		} else {
			k.Expires = time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, visit.By(r).Location())
		}
	}
	return k, problems.Err()
}

func typedKeyForm(r *http.Request) *page.KeyForm {
	return &page.KeyForm{Name: visit.Form(r, "name"), Owner: visit.Form(r, "owner"), Team: visit.Form(r, "team"),
		Expires: visit.Form(r, "expires_on"), Chosen: r.PostForm["scope"]}
}

// showKeys shows the keys with a form for a new one, or with what was typed and not taken; or asks whether one is to be
// revoked.
func (s *Pages) showKeys(w http.ResponseWriter, r *http.Request, typed *page.KeyForm, no visit.Refusal) error {
	all, err := s.Store.Keys(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "API keys")
	if err != nil {
		return err
	}
	p := page.Keys{Words: "Lets other programs use Baton, as a person or a service.",
		Docs: ui.Link{Label: "What programs can do", Href: "/api/docs"}, New: s.newKey(w, r),
		Empty: ui.Empty{Words: "There are no keys yet. " +
			"Make one for each program that sends data to Baton, such as the forms on your website."}}
	revoke := visit.Number[account.KeyID](visit.Query(r, "revoke"))
	for _, k := range all {
		if row := s.keyRow(r, k); k.RevokedAt.IsZero() {
			p.Rows = append(p.Rows, row)
		} else {
			p.Revoked = append(p.Revoked, row)
		}
		if k.ID == revoke && k.RevokedAt.IsZero() {
			p.Revoke = &page.Entry{Title: "Revoke " + k.Name,
				Words: "Programs that use the key " + k.Prefix +
					"… can no longer use Baton. You cannot undo this. Make another key if you need one.",
				Action: address.Keys + "/" + visit.ID(k.ID) + "/revocation", Save: "Revoke the key", Keep: address.Keys}
		}
	}
	if p.Form, err = s.keyForm(r, typed, no); err != nil {
		return err
	}
	return s.Show(w, r, no.Answers(), page.KeysPage(frame, p))
}

// newKey is the key that was made a moment ago, nil where there is none to show.
func (s *Pages) newKey(w http.ResponseWriter, r *http.Request) *page.OneTimeLink {
	cookie, err := r.Cookie(s.keyCookie())
	if err != nil || cookie.Value == "" {
		return nil
	}
	s.setKeyCookie(w, "", -1)
	key, err := s.Store.KeyOf(r.Context(), cookie.Value)
	if err != nil || !key.Works(s.Now()) {
		return nil
	}
	return &page.OneTimeLink{
		Label: "New key", Strong: "The key " + key.Name + " is made.", Address: cookie.Value,
		Words: "Copy it to the program now. It is not shown again.",
	}
}

func (s *Pages) keyRow(r *http.Request, k account.Key) page.KeyRow {
	row := page.KeyRow{ID: "key-" + visit.ID(k.ID), Name: k.Name, Prefix: k.Prefix + "…", Owner: k.OwnerName,
		OwnerWords: "Person"}
	if k.Service {
		row.OwnerWords = "Service, every marketing team"
		if k.Team != "" {
			row.OwnerWords = "Service, " + k.Team
		}
	}
	for _, scope := range k.Scopes {
		row.Scopes = append(row.Scopes, string(scope))
	}
	day := func(at time.Time) string { return visit.By(r).Write(at, "2 January 2006") }
	row.Used, row.Made = "Never used", "Made by "+k.MadeBy+" on "+day(k.MadeAt)
	if !k.UsedAt.IsZero() {
		row.Used = "Used on " + day(k.UsedAt)
	}
	switch {
	case !k.RevokedAt.IsZero():
		row.Made = "Revoked by " + k.RevokedBy + " on " + day(k.RevokedAt)
		return row
	case k.OwnerOff:
		row.State = ui.Chip{Words: "Owner disabled", Tone: ui.Late}
	case !k.Works(s.Now()):
		row.State = ui.Chip{Words: "Expired", Tone: ui.Late}
	case !k.Expires.IsZero():
		row.State = ui.Chip{Words: "Until " + day(k.Expires.Add(-time.Second)), Tone: ui.Quiet}
	}
	row.RevokeBy = visit.Address(address.Keys, "revoke", visit.ID(k.ID))
	return row
}

func (s *Pages) keyForm(r *http.Request, typed *page.KeyForm, no visit.Refusal) (page.KeyForm, error) {
	owners, err := s.Store.KeyOwners(r.Context())
	if err != nil {
		return page.KeyForm{}, err
	}
	policy := visit.Of(r).Policy
	form := page.KeyForm{Chosen: []string{string(account.WriteTouches)}}
	if typed != nil {
		form = *typed
	}
	form.Entry = no.Entry(r, "New key", address.Keys, 0)
	form.Save = "Make the key"
	form.Owners, form.Teams = ownerOptions(owners), marketingOptions(policy)
	for _, each := range account.Scopes {
		form.Scopes = append(form.Scopes,
			page.Choice{Value: string(each.Scope), Label: each.Words, Hint: string(each.Scope),
				Chosen: slices.Contains(form.Chosen, string(each.Scope))})
	}
	return form, nil
}

func ownerOptions(owners []account.KeyOwner) []ui.Option {
	options := []ui.Option{{Label: "A new service with the name of the key"}}
	for _, o := range owners {
		option := ui.Option{Value: visit.ID(o.ID), Label: o.Name, Group: "Services"}
		if !o.Service {
			option.Label, option.Group = o.Name+", "+o.Email, "People"
		}
		options = append(options, option)
	}
	return options
}

func marketingOptions(inForce *policy.Policy) []ui.Option {
	options := []ui.Option{{Label: "Every marketing team"}}
	for _, t := range inForce.Teams {
		if t.Side == account.Marketing && !t.Retired {
			options = append(options, ui.Option{Value: visit.ID(t.ID), Label: t.Name})
		}
	}
	return options
}
