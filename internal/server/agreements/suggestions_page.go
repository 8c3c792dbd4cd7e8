package agreements

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/suggestion"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// showSuggestions shows what the rejections suggest; no says why something was not taken.
func (s *Pages) showSuggestions(w http.ResponseWriter, r *http.Request, no visit.Refusal) error {
	n, err := s.Store.Negotiation(r.Context())
	if err != nil {
		return err
	}
	v := viewOf(r)
	found, err := s.suggested(r.Context(), v, n)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "What the rejections suggest")
	if err != nil {
		return err
	}
	frame.Notice = no.Notice()
	return s.Show(w, r, no.Answers(), page.SuggestionsPage(frame, v.suggestions(found, n)))
}

// suggestions are all that is suggested, with what the visitor can do about it.
func (v view) suggestions(found suggested, n agreement.Negotiation) page.Suggestions {
	p := page.Suggestions{
		Words:   "Each suggestion is learned from the first two thirds of the last 90 days and confirmed by the rest.",
		Buttons: []ui.Button{{Label: "The agreement in force", Href: "/agreement"}}, Empty: noSuggestion,
	}
	if v.By.Has(visit.Managers...) && len(found.open) > 0 {
		p.Draft = draftWords(n)
	}
	for _, each := range found.open {
		p.Rows = append(p.Rows, v.suggestion(each, n))
	}
	if len(found.open) == 0 && len(found.dismissed) > 0 {
		p.Empty = "Nothing else. Some suggestions are dismissed."
	}
	for _, d := range found.dismissed {
		row := page.DismissedSuggestion{
			Title: v.lineTitle(d.Part, d.Condition), Words: fmt.Sprintf("%s dismissed it", d.Name),
			At: visit.Moment(v.By, d.At, v.Now),
			Then: fmt.Sprintf("At that time, %s. It is shown again if the share rises clearly.",
				v.shareWords(d.Subject, d.Share)),
		}
		if v.By.Has(visit.Managers...) {
			row.Act = &ui.Action{Href: suggestionsPath + "/dismissals/" + strconv.FormatInt(d.ID, 10), Method: "DELETE",
				Button: ui.Button{Label: "Show it again", Kind: ui.Bare, About: row.Title}}
		}
		p.Dismissed = append(p.Dismissed, row)
	}
	return p
}

const noSuggestion = "No suggestions yet. " +
	"When enough leads are rejected for one reason, a condition that would have held them back appears here."

// draftWords say what becomes of the draft when a line is put into it.
func draftWords(n agreement.Negotiation) string {
	d := n.Draft
	switch {
	case d == nil, d.Founding:
		return "Adding a suggestion starts a draft of the agreement. The draft takes effect once both sides have signed."
	case len(d.Signatures) > 0:
		return fmt.Sprintf("Version %d, proposed by %s, is signed by %s. Adding a suggestion means it must be signed again.",
			n.Latest.Version+1, cmp.Or(d.WriterName, "somebody"), d.Signatures[0].Name)
	case d.Proposed():
		return fmt.Sprintf("Version %d, proposed by %s, waits for signatures. A suggestion is added to it.",
			n.Latest.Version+1, cmp.Or(d.WriterName, "somebody"))
	}
	return fmt.Sprintf("%s is writing a draft of version %d. A suggestion is added to it.",
		cmp.Or(d.WriterName, "Somebody"), n.Latest.Version+1)
}

func (v view) suggestion(each suggestion.Suggestion, n agreement.Negotiation) page.Suggestion {
	row := page.Suggestion{ID: each.Key(), Title: v.lineTitle(each.Part, each.Ask),
		Why: v.shareWords(each.Subject, each.Share) + v.against(each) + ".", Effect: suggestionEffect(each.Effect)}
	row.Link = ui.Link{Label: "See the rejections", Href: v.rejections(each.Subject)}
	if n.Draft.Proposed() || v.By.Has(visit.Managers...) {
		switch {
		case each.Asked():
			row.Chip = ui.Chip{Words: "In the draft", Tone: ui.Won}
		case each.InDraft > 0:
			row.Effect += fmt.Sprintf(" The draft already holds back %s of these.", english.Number(int64(each.InDraft)))
		}
	}
	if !v.By.Has(visit.Managers...) {
		return row
	}
	key := ui.Hidden{Name: "suggestion", Value: row.ID}
	if row.Chip.Words == "" {
		version := 0
		if n.Draft != nil {
			version = n.Draft.Version
		}
		row.Acts = append(row.Acts,
			ui.Action{Href: "/agreement/draft/suggestions", Hidden: append(visit.VersionField(version), key),
				Button: ui.Button{Label: "Add to the draft", Kind: ui.Ordinary, About: row.Title}})
	}
	row.Acts = append(row.Acts,
		ui.Action{Href: suggestionsPath + "/dismissals", Hidden: []ui.Hidden{key},
			Button: ui.Button{Label: "Not now", Kind: ui.Bare, About: row.Title}})
	return row
}

// lineTitle is a line as a heading: From Autumn webinar: company has 50 people or more.
func (v view) lineTitle(part suggestion.Part, line lead.Condition) string {
	var words []string
	for _, each := range line.Comparisons() {
		if each.Field != part.Field || part.Field == "" {
			words = append(words, each.Words(v.Policy.Names))
		}
	}
	for i := range words[1:] {
		words[i+1] = visit.Lower(words[i+1])
	}
	title := strings.Join(words, ", or ")
	switch part.Field {
	case "":
		return title
	case "persona":
		return "For the persona " + v.partName(part) + ": " + visit.Lower(title)
	}
	return "From " + v.partName(part) + ": " + visit.Lower(title)
}

func (v view) partName(part suggestion.Part) string {
	return cmp.Or(v.Policy.Names[part.Field][strconv.FormatInt(part.ID, 10)], "number "+strconv.FormatInt(part.ID, 10))
}

// shareWords say how much of a part came back: 38% of what Autumn webinar sent came back as “Company too small”: 24 of
// 63 (27 to 51% with 95% confidence).
func (v view) shareWords(about suggestion.Subject, share report.Share) string {
	of := "all leads that sales answered"
	switch about.Part.Field {
	case "campaign", "source":
		of = "the leads from " + v.partName(about.Part)
	case "persona":
		of = "the leads of the persona " + v.partName(about.Part)
	}
	return fmt.Sprintf("%s of %s were rejected as “%s”: %s of %s answered (95%% interval %s)", share.Words(), of,
		v.Policy.Reasons[about.Reason].Words, english.Number(share.N), english.Number(share.Of), share.Sure())
}

// against says how much of everything else came back.
func (v view) against(each suggestion.Suggestion) string {
	if !each.Rest.Known() {
		return ""
	}
	return fmt.Sprintf(". For all others it is %s", each.Rest.Words())
}

// rejections is the address of what came back for the reason in these days; campaigns alone can be told apart there.
func (v view) rejections(about suggestion.Subject) string {
	today := report.Day(v.Now, v.Policy.Zone)
	f := report.Filter{Scope: report.Scope{Period: report.Period{First: today.Add(-agreement.TrialSpan), Last: today,
		Zone: v.Policy.Zone}}, Metric: report.Rejected, Reason: about.Reason}
	if about.Part.Field == "campaign" {
		f.Campaign = lead.CampaignID(about.Part.ID)
	}
	return address.Behind(f)
}

// suggestionEffect says what a line would have done.
func suggestionEffect(e suggestion.Effect) string {
	days := "In the last 90 days"
	if e.Then.Cut {
		days = fmt.Sprintf("Of the latest %s leads of the last 90 days", english.Number(agreement.TrialLeads))
	}
	held := visit.LeadsWord(int64(e.Held()))
	if e.Now.Out > 0 {
		held = english.Count(int64(e.Held()), "more lead", "more leads")
	}
	parts := []string{english.Number(int64(e.Back)) + " rejected for this reason"}
	if n := int64(e.Other()); n > 0 {
		parts = append(parts, english.Number(n)+" rejected for another reason")
	}
	if n := int64(e.Waiting()); n > 0 {
		parts = append(parts, english.Number(n)+" without an answer")
	}
	accepted := "none that sales accepted"
	if n := int64(e.Accepted()); n > 0 {
		won := "none of them won"
		if e.Won() > 0 {
			won = english.Number(int64(e.Won())) + " of them won"
		}
		accepted = fmt.Sprintf("%s that sales accepted, %s", english.Number(n), won)
	}
	words := fmt.Sprintf("%s, it would have held back %s: %s and %s.", days, held, strings.Join(parts, ", "), accepted)
	then, now := passed(e.Then), passed(e.Now)
	if then.Known() && now.Known() && then.Words() != now.Words() {
		words += fmt.Sprintf(acceptanceWords, then.Words(), now.Words())
	}
	return words
}

// passed is how much sales accepts of what a definition lets through.
func passed(e agreement.Effect) report.Share {
	return report.Share{N: int64(e.Accepted - e.OutAccepted), Of: int64(e.Decided - e.OutDecided)}
}

// suggestionCard is what stands on the page of the agreement of what is suggested.
func (v view) suggestionCard(found suggested, n agreement.Negotiation) page.SuggestionCard {
	card := page.SuggestionCard{Href: suggestionsPath}
	for _, each := range found.open {
		row := v.suggestion(each, n)
		card.Rows = append(card.Rows,
			page.SuggestionLine{Title: ui.Link{Label: row.Title, Href: suggestionsPath + "#s-" + row.ID},
				Words: v.shareWords(each.Subject, each.Share) + ".", Chip: row.Chip})
	}
	if len(card.Rows) > 0 {
		card.Chip = ui.Chip{Words: english.Number(int64(len(card.Rows))), Tone: ui.Won}
		return card
	}
	card.Empty = noSuggestion
	if len(found.dismissed) > 0 {
		card.Empty = "Nothing else. Some suggestions are dismissed."
	}
	return card
}

// SuggestedFor is where the suggestion on a reason stands, for a campaign or for all, "" where nobody has looked lately
// or there is none. It asks nothing of the database: a page that many look at does not wait for it.
func (s *Pages) SuggestedFor(reason agreement.ReasonID, campaign lead.CampaignID, at time.Time) string {
	all, _ := s.suggests.Known(at)
	for _, each := range all {
		if each.Reason == reason &&
			(each.Part == suggestion.Part{} || each.Part == suggestion.Part{Field: "campaign", ID: int64(campaign)}) {
			return suggestionsPath + "#s-" + each.Key()
		}
	}
	return ""
}
