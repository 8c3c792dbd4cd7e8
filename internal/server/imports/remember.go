package imports

import (
	"fmt"
	"net/http"

	"baton/internal/intake"
	"baton/internal/server/visit"
	"baton/web/ui"
)

// proposeMapping fills in what the columns become, where nobody has chosen yet: what was chosen for the last file with
// this heading, of which a notice tells, or what Baton guesses.
func (s *Pages) proposeMapping(r *http.Request, u *intake.Upload, table *intake.Sheet) (*ui.Notice, error) {
	how := visit.Query(r, "columns")
	if len(u.Mapping) == len(table.Header) && how != "anew" {
		return nil, nil
	}
	if u.Mapping = make(intake.Mapping, len(table.Header)); how == "none" {
		return nil, nil
	}
	u.Mapping = table.Guess()
	remembered, err := s.Store.Remembered(r.Context(), table.HeadingKey())
	if err != nil {
		return nil, err
	}
	kept, fits := table.Recall(remembered)
	if !fits || how == "anew" {
		return nil, nil
	}
	u.Mapping = kept
	words := "The fields are those of the last file with these columns."
	if remembered.ByName != "" {
		words = fmt.Sprintf("The fields are those that %s chose for the last file with these columns.", remembered.ByName)
	}
	return &ui.Notice{Kind: "info", Words: words,
		Link: &ui.Link{Label: "Guess them instead", Href: visit.Address("/imports/"+visit.ID(u.ID), "columns", "anew")}}, nil
}

// remember keeps what the columns of a file become for the next file with the same heading, if it is not what Baton
// guesses.
func (s *Pages) remember(r *http.Request, u intake.Upload) error {
	table, err := s.openUpload(r.Context(), u)
	if err != nil {
		return err
	}
	defer table.Close()
	m := u.Mapping
	if !table.IsCorrected(m) {
		m = nil
	}
	return s.Store.Remember(r.Context(), visit.By(r), table.HeadingKey(), m, s.Now())
}
