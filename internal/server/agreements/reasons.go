package agreements

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// The words of the reasons' lists and of what is chosen in their form.
var (
	reasonLists = []struct {
		list               agreement.List
		title, words, each string
	}{
		{agreement.Reject, "Before contact: rejecting", "Shown to a rep who rejects a lead", "Before contact, to reject"},
		{agreement.Disqualify, "After contact: giving up", "Shown to a rep who gives up an accepted lead",
			"After contact, to give up"},
	}
	classWords = map[string]string{
		"definitional": "Outside the definition", "clerical": "Wrong data", "procedural": "Wrong place", "contact": "Contact",
		"need": "Need and time", "fit": "Fit", "lost": "Lost early", "other": "Other",
	}
	nextSteps = []struct {
		step  agreement.NextStep
		words string
		lists []agreement.List
	}{
		{agreement.Return, "Returns to marketing", []agreement.List{agreement.Reject}},
		{agreement.Reroute, "Goes to a colleague", []agreement.List{agreement.Reject}},
		{agreement.Merge, "Is merged", []agreement.List{agreement.Reject}},
		{agreement.Close, "Closes", []agreement.List{agreement.Reject, agreement.Disqualify}},
		{agreement.Recycle, "Is recycled", []agreement.List{agreement.Disqualify}},
	}
	qualities = []ui.Option{
		{Value: string(agreement.QualityNo), Label: "Does not count"},
		{Value: string(agreement.QualityData), Label: "Data quality only"},
		{Value: string(agreement.QualityPartly), Label: "Counts partly"},
		{Value: string(agreement.QualityYes), Label: "Counts against quality"},
	}
)

func (s *Pages) reasons(w http.ResponseWriter, r *http.Request) error {
	return s.showReasons(w, r, visit.Number[agreement.ReasonID](visit.Query(r, "edit")), nil, visit.Refusal{})
}

func (s *Pages) addReason(w http.ResponseWriter, r *http.Request) error {
	reason := typedReason(r, 0)
	err := s.Store.AddReason(r.Context(), visit.By(r), &reason)
	return visit.Saved(w, r, err, "/reasons", func(no visit.Refusal) error { return s.showReasons(w, r, 0, &reason, no) })
}

func (s *Pages) changeReason(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[agreement.ReasonID](r, "id")
	if err != nil {
		return err
	}
	reason := typedReason(r, id)
	err = s.Store.ChangeReason(r.Context(), visit.By(r), &reason)
	return visit.Saved(w, r, err, "/reasons", func(no visit.Refusal) error { return s.showReasons(w, r, id, &reason, no) })
}

func (s *Pages) retireReason(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[agreement.ReasonID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetireReason(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/reasons", func(no visit.Refusal) error { return s.showReasons(w, r, 0, nil, no) })
}

func (s *Pages) restoreReason(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[agreement.ReasonID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestoreReason(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/reasons", func(no visit.Refusal) error { return s.showReasons(w, r, 0, nil, no) })
}

func (s *Pages) moveReason(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[agreement.ReasonID](r, "id")
	if err != nil {
		return err
	}
	up, err := visit.Upward(r)
	if err != nil {
		return err
	}
	err = s.Store.MoveReason(r.Context(), visit.By(r), id, visit.Version(r), up)
	return visit.Saved(w, r, err, "/reasons", func(no visit.Refusal) error { return s.showReasons(w, r, 0, nil, no) })
}

// typedReason reads a reason from its form.
func typedReason(r *http.Request, id agreement.ReasonID) agreement.Reason {
	return agreement.Reason{
		ID: id, List: agreement.List(visit.Form(r, "list")), Class: visit.Form(r, "class"), Code: visit.Form(r, "code"),
		Words:    visit.Form(r, "words"),
		NextStep: agreement.NextStep(visit.Form(r, "next_step")), NeedsNote: visit.Form(r, "needs_note") != "",
		Quality: agreement.Quality(visit.Form(r, "quality")), Version: visit.Version(r),
	}
}

// showReasons shows both lists with a form: of the reason that is open, or what was typed and not taken.
func (s *Pages) showReasons(w http.ResponseWriter, r *http.Request, open agreement.ReasonID, typed *agreement.Reason,
	no visit.Refusal) error {
	policy := visit.Of(r).Policy
	lately := s.lately(policy)
	from, _ := lately.Instants()
	uses, err := s.Store.ReasonUses(r.Context(), from)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Reasons")
	if err != nil {
		return err
	}
	opened, known := policy.Reasons[open]
	if open != 0 && !known {
		return visit.ErrNoPage
	}
	if typed == nil {
		frame.Notice, no = no.Notice(), visit.Refusal{Status: no.Status}
	}
	p := page.ReasonCatalogue{Words: "The reasons sales can give. Short lists tell marketing more."}
	for _, list := range reasonLists {
		each := page.ReasonList{Title: list.title, Words: list.words,
			Empty: ui.Empty{Words: "This list is empty, so reps cannot give a reason."}}
		each.Rows, each.Retired, each.Warning = reasonLines(policy, uses, list.list, lately)
		p.Lists = append(p.Lists, each)
	}
	p.Form = reasonForm(r, opened, uses[open].Ever, typed, no)
	return s.Show(w, r, no.Answers(), page.ReasonsPage(frame, p))
}

// reasonsLately is how many days back the uses of reasons are counted, today included.
const reasonsLately = 90

func (s *Pages) lately(inForce *policy.Policy) report.Period {
	today := report.Day(s.Now(), inForce.Zone)
	return report.Period{First: today.AddDate(0, 0, 1-reasonsLately), Last: today, Zone: inForce.Zone}
}

// reasonLines are the reasons of a list in their order, those in use and those that are retired, and a warning where
// too many leads have no reason in particular.
func reasonLines(inForce *policy.Policy, uses map[agreement.ReasonID]agreement.Uses, list agreement.List,
	lately report.Period) (live, retired []page.ReasonLine, warning string) {
	reasons, total := agreement.ReasonsOf(inForce.Reasons, list), 0
	for _, reason := range reasons {
		total += uses[reason.ID].Lately
	}
	for _, reason := range reasons {
		n := uses[reason.ID].Lately
		line := reasonLine(reason, n, total)
		if list == agreement.Reject && n > 0 {
			line.UsesHref = address.Behind(report.Filter{Scope: report.Scope{Period: lately}, Metric: report.Rejected,
				Reason: reason.ID})
		}
		if reason.TooVague(n, total) {
			warning = fmt.Sprintf("“%s” was used in %s of cases in the last %d days. "+
				"Read the notes and add the missing reasons.", reason.Words, line.Share, reasonsLately)
		}
		if reason.Retired {
			retired = append(retired, line)
			continue
		}
		line.Upkeep.Moves, line.Upkeep.First = true, len(live) == 0
		live = append(live, line)
	}
	if len(live) > 0 {
		live[len(live)-1].Upkeep.Last = true
	}
	return live, retired, warning
}

func reasonLine(reason agreement.Reason, uses, total int) page.ReasonLine {
	line := page.ReasonLine{
		ID: "reason-" + visit.ID(reason.ID), Words: reason.Words, Code: reason.Code,
		Class:    cmp.Or(classWords[reason.Class], reason.Class),
		NextStep: nextStepWords(reason.NextStep), NeedsNote: reason.NeedsNote,
		Uses: english.Number(int64(uses)), Share: report.Share{N: int64(uses), Of: int64(total)}.Words(),
		Upkeep: page.Upkeep{
			EditBy: visit.Address("/reasons", "edit", visit.ID(reason.ID)), Href: "/reasons/" + visit.ID(reason.ID),
			About:  reason.Words,
			Hidden: visit.VersionField(reason.Version), Retires: true, Retired: reason.Retired,
		},
	}
	for _, q := range qualities {
		if q.Value == string(reason.Quality) {
			line.Quality = q.Label
		}
	}
	return line
}

func nextStepWords(step agreement.NextStep) string {
	for _, each := range nextSteps {
		if each.step == step {
			return each.words
		}
	}
	return "Is merged"
}

func reasonForm(r *http.Request, opened agreement.Reason, used bool, typed *agreement.Reason,
	no visit.Refusal) *page.ReasonForm {
	reason := opened
	if typed != nil {
		reason = *typed
	}
	form := &page.ReasonForm{
		List: string(reason.List), Wording: reason.Words, Code: reason.Code, Class: reason.Class,
		NextStep: string(reason.NextStep), Quality: string(reason.Quality),
		NeedsNote: reason.NeedsNote, Used: used, Qualities: qualities,
	}
	for _, list := range reasonLists {
		form.Lists = append(form.Lists, ui.Option{Value: string(list.list), Label: list.each})
		if used && list.list != opened.List {
			continue
		}
		for _, class := range agreement.Classes[list.list] {
			form.Classes = append(form.Classes, ui.Option{Value: class, Label: classWords[class], Group: list.each})
		}
		for _, next := range nextSteps {
			if slices.Contains(next.lists, list.list) {
				form.NextSteps = append(form.NextSteps, ui.Option{Value: string(next.step), Label: next.words, Group: list.each})
			}
		}
	}
	if opened.ID == 0 {
		form.Entry = no.Entry(r, "New reason", "/reasons", 0)
		form.Save, form.Open = "Add the reason", typed != nil
		return form
	}
	form.Entry = no.Entry(r, opened.Words, "/reasons/"+visit.ID(opened.ID), opened.Version)
	form.Keep = "/reasons"
	return form
}
