package notify_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/notify"
)

var (
	mia  = account.Person{ID: 1, Role: account.Marketer, Teams: []account.Membership{{ID: 1}}}
	rosa = account.Person{ID: 2, Role: account.Rep, Teams: []account.Membership{{ID: 3}}}
	jo   = account.Person{ID: 3, Role: account.Manager, Teams: []account.Membership{{ID: 1}, {ID: 3}}}
	ada  = account.Person{ID: 4, Role: account.Admin}
	lost = account.Person{ID: 5, Role: account.Rep}
)

var ours = []string{"dashboard", "lead:7", "queue", "submissions"}

func woken(s *notify.Screen) bool {
	select {
	case <-s.Wake:
		return true
	default:
		return false
	}
}

func TestWhoIsNudgedForWhat(t *testing.T) {
	for _, tc := range []struct {
		name  string
		who   account.Person
		lead  lead.ID
		teams []account.TeamID
		want  []string
	}{
		{"a rep of the sales team", rosa, 7, []account.TeamID{3, 1}, ours},
		{"a marketer of the marketing team", mia, 7, []account.TeamID{3, 1}, ours},
		{"a rep of another team", rosa, 7, []account.TeamID{4, 1}, []string{"dashboard"}},
		{"a manager of one of both", jo, 7, []account.TeamID{4, 1}, ours},
		{"an admin", ada, 7, []account.TeamID{4}, ours},
		{"somebody without a team, of a lead without one", lost, 7, []account.TeamID{0, 0}, []string{"dashboard"}},
		{"anybody, when anything may have changed", lost, 0, nil, []string{notify.Everything}},
	} {
		hub := notify.NewHub()
		s := hub.Open(tc.who)
		hub.Changed(tc.lead, tc.teams...)
		if !woken(s) {
			t.Errorf("%s is not woken", tc.name)
		}
		if diff := cmp.Diff(tc.want, s.Take()); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
		if got := s.Take(); len(got) != 0 {
			t.Errorf("%s is told twice: %v", tc.name, got)
		}
	}
}

func TestNudgesGatherUntilTheyAreTaken(t *testing.T) {
	hub := notify.NewHub()
	s := hub.Open(rosa)
	if woken(s) || len(s.Take()) != 0 {
		t.Error("woken before anything happened")
	}
	for _, id := range []lead.ID{7, 8, 7} {
		hub.Changed(id, 3)
	}
	if !woken(s) || woken(s) {
		t.Error("three changes wake other than once")
	}
	if diff := cmp.Diff([]string{"dashboard", "lead:7", "lead:8", "queue", "submissions"}, s.Take()); diff != "" {
		t.Error(diff)
	}
	hub.Changed(9, 3)
	if !woken(s) {
		t.Error("not woken again")
	}
}

func TestManyTopicsBecomeEverything(t *testing.T) {
	hub := notify.NewHub()
	s := hub.Open(rosa)
	for id := range lead.ID(47) {
		hub.Changed(id+1, 3)
	}
	if got := s.Take(); len(got) != 50 || slices.Contains(got, notify.Everything) {
		t.Errorf("47 leads are %d topics: %v", len(got), got)
	}
	for id := range lead.ID(48) {
		hub.Changed(id+1, 3)
	}
	hub.Changed(99, 3)
	if diff := cmp.Diff([]string{notify.Everything}, s.Take()); diff != "" {
		t.Error("48 leads:", diff)
	}
	hub.Changed(99, 3)
	hub.Deliver(notify.Nudge{})
	if diff := cmp.Diff([]string{notify.Everything}, s.Take()); diff != "" {
		t.Error("a lead, then anything:", diff)
	}
}

func TestAClosedScreenHearsNothing(t *testing.T) {
	hub := notify.NewHub()
	one, other := hub.Open(rosa), hub.Open(rosa)
	if hub.Screens() != 2 {
		t.Errorf("%d screens", hub.Screens())
	}
	one.Close()
	one.Close()
	hub.Changed(7, 3)
	if woken(one) || len(one.Take()) != 0 {
		t.Error("a closed screen is nudged")
	}
	if !woken(other) || hub.Screens() != 1 {
		t.Error("the other screen is not nudged")
	}
}

// told are the nudges that other nodes got.
type told struct {
	mu     sync.Mutex
	nudges []notify.Nudge
}

func (o *told) Announce(n notify.Nudge) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.nudges = append(o.nudges, n)
}

func TestOtherNodesAreToldOfOwnChangesOnly(t *testing.T) {
	hub, others := notify.NewHub(), &told{}
	hub.Changed(1, 3)
	hub.Tell(others)
	hub.Changed(7, 3, 0, 1)
	hub.Deliver(notify.Nudge{Lead: 8, Teams: []account.TeamID{3}})
	if diff := cmp.Diff([]notify.Nudge{{Lead: 7, Teams: []account.TeamID{3, 1}}}, others.nudges); diff != "" {
		t.Error(diff)
	}
}

func TestNoWakeIsLost(t *testing.T) {
	hub := notify.NewHub()
	s := hub.Open(rosa)
	for round := range 3000 {
		var writers, reader sync.WaitGroup
		for w := range 2 {
			writers.Go(func() {
				for i := range 3 {
					hub.Changed(lead.ID(w*3+i+1), 3)
				}
			})
		}
		written := make(chan struct{})
		reader.Go(func() {
			for {
				select {
				case <-s.Wake:
					s.Take()
				case <-written:
					return
				}
			}
		})
		writers.Wait()
		close(written)
		reader.Wait()
		if wake, topics := woken(s), s.Take(); len(topics) > 0 && !wake {
			t.Fatalf("round %d: %v wait without a wake", round, topics)
		}
	}
}
