package desk_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func TestTouchesAreAddedTogether(t *testing.T) {
	s := begin(t)
	one, two := s.HandOver(1), s.HandOver(2)
	s.Nudged()
	contacts := append(touchesOf(one.Lead, "reply", "webinar"), touchesOf(two.Lead, "form")...)
	contacts[0].Source, contacts[0].Campaign = lead.Ref{Name: " FAIR "}, lead.Ref{ID: 2}
	contacts[1].Touch.At = s.Now.Add(-time.Hour)
	made, err := s.Desk.Touch(ctx, floor.Mia, desk.Once{}, contacts)
	s.Fine(err)
	if made[0].Kind != "reply" || made[1].Kind != "webinar" || !made[1].At.Equal(s.Now.Add(-time.Hour)) ||
		made[2].Lead != two.Lead ||
		made[0].Stage != lead.Submitted {
		t.Errorf("made %+v", made)
	}
	k := s.Kept()
	var got []string
	for _, touch := range k.Touches[2:] {
		got = append(got, touch.Kind)
	}
	if strings.Join(got, " ") != "webinar reply form" || k.Touches[3].Source != 2 || k.Touches[3].Campaign != 2 {
		t.Errorf("kept %v, %+v", got, k.Touches[3])
	}
	if h := k.Handoffs[one.Handoff]; h.Score.Mark() != "C3" ||
		!slices.Contains(k.EventsOf(one.Lead), handoff.EventRescored) ||
		slices.Contains(k.EventsOf(two.Lead), handoff.EventRescored) {
		t.Errorf("the score is %s, events %v and %v", h.Score.Mark(), k.EventsOf(one.Lead), k.EventsOf(two.Lead))
	}
	nudged := map[lead.ID]bool{}
	for _, id := range s.Nudged() {
		nudged[id] = true
	}
	if !maps.Equal(nudged, map[lead.ID]bool{one.Lead: true, two.Lead: true}) {
		t.Errorf("nudged %v", nudged)
	}
}

func TestWhatIsWrongWithTouchesIsSaidByPlace(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	before := s.Kept()
	good := touchesOf(r.Lead, "reply")[0]
	with := func(change func(c *desk.InboundTouch)) []desk.InboundTouch {
		bad := good
		change(&bad)
		return []desk.InboundTouch{good, bad}
	}
	for name, tc := range map[string]struct {
		by       account.Person
		contacts []desk.InboundTouch
		field    string
	}{
		"none":    {floor.Mia, nil, ""},
		"101":     {floor.Mia, make([]desk.InboundTouch, 101), ""},
		"no kind": {floor.Mia, with(func(c *desk.InboundTouch) { c.Touch.Kind = "" }), "1/kind"},
		"tomorrow": {floor.Mia, with(func(c *desk.InboundTouch) { c.Touch.At = s.Now.Add(24 * time.Hour) }),
			"1/at"},
		"nobody":            {floor.Mia, with(func(c *desk.InboundTouch) { c.Who = lead.Who{} }), "1/lead"},
		"named twice":       {floor.Mia, with(func(c *desk.InboundTouch) { c.Email = "ana@buyer.example" }), "1/lead"},
		"a negative id":     {floor.Mia, with(func(c *desk.InboundTouch) { c.Lead = -1 }), "1/lead"},
		"half an address":   {floor.Mia, with(func(c *desk.InboundTouch) { c.Who = lead.Who{Email: "ana@"} }), "1/email"},
		"a source of no id": {floor.Mia, with(func(c *desk.InboundTouch) { c.IDSource = "Fair" }), "1/external_source"},
		"a source without end": {floor.Mia,
			with(func(c *desk.InboundTouch) { c.Who = lead.Who{ExternalID: "7", IDSource: strings.Repeat("x", 201)} }),
			"1/external_source"},
		"an id without end": {floor.Mia,
			with(func(c *desk.InboundTouch) { c.Who = lead.Who{ExternalID: strings.Repeat("x", 201)} }), "1/external_id"},
		"an unknown source": {floor.Mia, with(func(c *desk.InboundTouch) { c.Source = lead.Ref{Name: "Moon"} }),
			"1/source"},
		"an unknown campaign": {floor.Mia, with(func(c *desk.InboundTouch) { c.Campaign = lead.Ref{ID: 99} }),
			"1/campaign"},
		"a stranger":            {floor.Mia, with(func(c *desk.InboundTouch) { c.Lead = 9999 }), "stranger"},
		"who is not to be seen": {floor.Ben, []desk.InboundTouch{good}, "stranger"},
		"sales":                 {floor.Rosa, []desk.InboundTouch{good}, "forbidden"},
	} {
		_, err := s.Desk.Touch(ctx, tc.by, desk.Once{}, tc.contacts)
		var problems errs.Problems
		var strangers *desk.Strangers
		switch {
		case tc.field == "stranger":
			if !errors.As(err, &strangers) || !errors.Is(err, errs.NotFound) ||
				strangers.Places[0] != len(tc.contacts)-1 ||
				err.Error() == "" {
				t.Errorf("%s: %v", name, err)
			}
		case tc.field == "forbidden":
			if !errors.Is(err, desk.ErrNoMarketer) {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &problems) || problems[tc.field] == "" || len(problems) != 1:
			t.Errorf("%s: %v", name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestATouchOpensALeadThatHasEnded(t *testing.T) {
	for stage, bring := range broughtTo {
		for _, tc := range []struct {
			kind  string
			after time.Duration
			calls bool
		}{{"reply", time.Minute, true}, {"visit", time.Minute, false}, {"reply", 0, false}, {"reply", -time.Minute, false}} {
			s := begin(t)
			r := bring(s)
			at := s.Now.Add(tc.after)
			s.Wait(time.Hour)
			contacts := touchesOf(r.Lead, tc.kind)
			contacts[0].Touch.At = at
			made, err := s.Desk.Touch(ctx, floor.Mia, desk.Once{}, contacts)
			s.Fine(err)
			ended := slices.Contains([]lead.Stage{lead.Won, lead.Lost, lead.Closed, lead.Disqualified}, stage)
			want := stage
			if ended && tc.calls {
				want = lead.Draft
			}
			if got := s.Lead(r.Lead).Stage; got != want || made[0].Stage != want ||
				made[0].Reopened != (ended && tc.calls) {
				t.Errorf("%s, a %s %s after its end: %s, %+v", stage, tc.kind, tc.after, got, made[0])
			}
		}
	}
}

func TestARequestIsAnsweredOnceAndItsKeyIsForNoOther(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	touch := func(by account.Person, key, digest string) ([]desk.Touched, error) {
		return s.Desk.Touch(ctx, by, desk.Once{Key: key, Digest: []byte(digest)}, touchesOf(r.Lead, "reply"))
	}
	first, err := touch(floor.Mia, "a request", "one")
	s.Fine(err)
	s.Wait(time.Hour)
	before := s.Kept()
	s.Nudged()
	again, err := touch(floor.Mia, "a request", "one")
	if err != nil || len(again) != 1 || again[0].Lead != r.Lead || !again[0].At.Equal(first[0].At) {
		t.Errorf("the same request: %+v, %v", again, err)
	}
	if _, err := touch(floor.Mia, "a request", "other"); !errors.Is(err, desk.ErrOtherRequest) {
		t.Errorf("another request with its key: %v", err)
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" || len(s.Nudged()) > 0 {
		t.Errorf("a repeated request changes something: %s", diff)
	}
	for _, other := range []struct {
		by  account.Person
		key string
	}{{floor.Max, "a request"}, {floor.Mia, "another"}, {floor.Mia, ""}} {
		if made, err := touch(other.by, other.key, "other"); err != nil || !made[0].At.Equal(s.Now) {
			t.Errorf("%s with %q: %+v, %v", other.by.Name, other.key, made, err)
		}
	}
}
