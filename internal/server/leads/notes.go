package leads

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
)

// ShowNote shows the lead again that a refused field note was to be written from: on its own page, or in the queue.
func (s *Pages) ShowNote(w http.ResponseWriter, r *http.Request, here, words string, no visit.Refusal) error {
	d := leadview.Decision{Act: "note", Feedback: words, Problems: no.Problems}
	if no.Words != "" {
		d.Problems = errs.Problems{"words": no.Words}
	}
	from, err := url.Parse(here)
	if err != nil {
		return visit.ErrNoPage
	}
	back := r.Clone(r.Context())
	back.URL = from
	if path, is := strings.CutPrefix(from.Path, "/leads/"); is {
		return s.showLead(w, back, no.Answers(), visit.Number[lead.ID](path), d, nil)
	}
	err = s.showQueue(w, back, no.Answers(), s.askedQueue(back), d)
	if errors.Is(err, errs.NotFound) {
		return visit.ErrNoPage
	}
	return err
}
