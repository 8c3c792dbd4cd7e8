// Package notify tells open screens that something has changed. What it says is a nudge, never data: the browser
// fetches what it shows through the ordinary, authorised routes, and a nudge that is lost, doubled or wrong does no
// harm.
package notify

import (
	"fmt"
	"slices"
	"sync"

	"baton/internal/account"
	"baton/internal/lead"
)

// Nudge is what changed: a lead, and the teams that look at it. A nudge without a lead means that anything may have.
type Nudge struct {
	Lead  lead.ID          `json:"l,omitempty"`
	Teams []account.TeamID `json:"t,omitempty"`
}

// Announcer passes nudges on to the other nodes.
type Announcer interface {
	Announce(Nudge)
}

// Hub holds the open screens of this node.
type Hub struct {
	mu     sync.Mutex
	others Announcer
	open   map[*Screen]struct{}
	moment uint64
	hears  bool
}

// NewHub makes a hub without screens.
func NewHub() *Hub { return &Hub{open: map[*Screen]struct{}{}} }

// Tell makes the hub pass its own nudges on to others.
func (h *Hub) Tell(others Announcer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.others = others
}

// Changed nudges the screens of this node, and the other nodes.
func (h *Hub) Changed(l lead.ID, teams ...account.TeamID) {
	n := Nudge{l, slices.DeleteFunc(slices.Clone(teams), func(t account.TeamID) bool { return t == 0 })}
	h.Deliver(n)
	h.mu.Lock()
	others := h.others
	h.mu.Unlock()
	if others != nil {
		others.Announce(n)
	}
}

// Deliver nudges the screens of this node.
func (h *Hub) Deliver(n Nudge) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moment++
	for s := range h.open {
		s.nudge(n)
	}
}

// Hears says whether the hub is told from now on what the other nodes change.
func (h *Hub) Hears(others bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moment++
	h.hears = others
}

// Moment is a number that moves on with every change that the hub is told of, and whether it hears of those of other
// nodes.
func (h *Hub) Moment() (moment uint64, hears bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.moment, h.hears
}

// Screens is how many screens are open.
func (h *Hub) Screens() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.open)
}

// Screen is one open page of a person. Wake gets something whenever there are topics to Take.
type Screen struct {
	Wake   chan struct{}
	hub    *Hub
	person account.Person
	topics map[string]struct{} // guarded by hub.mu
}

// Open adds a screen of p to the hub; Close takes it away.
func (h *Hub) Open(p account.Person) *Screen {
	s := &Screen{Wake: make(chan struct{}, 1), hub: h, person: p, topics: map[string]struct{}{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open[s] = struct{}{}
	return s
}

// Close takes the screen away from its hub.
func (s *Screen) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	delete(s.hub.open, s)
}

// manyTopics is how many topics a screen remembers before it is told to look at everything.
const manyTopics = 50

// Everything is the topic of a screen that has to look at all it shows.
const Everything = "everything"

// nudge notes what s has to look at: the dashboard counts everybody's leads, the lists only those of the person's
// teams.
func (s *Screen) nudge(n Nudge) {
	if n.Lead == 0 {
		s.topics = map[string]struct{}{Everything: {}}
	} else if _, all := s.topics[Everything]; !all {
		s.topics["dashboard"] = struct{}{}
		if s.person.Role == account.Admin || slices.ContainsFunc(n.Teams, s.person.In) {
			s.topics["queue"], s.topics["submissions"] = struct{}{}, struct{}{}
			s.topics[fmt.Sprintf("lead:%d", n.Lead)] = struct{}{}
		}
		if len(s.topics) > manyTopics {
			s.topics = map[string]struct{}{Everything: {}}
		}
	}
	select {
	case s.Wake <- struct{}{}:
	default:
	}
}

// Take gives the topics that have gathered since the last time, in order.
func (s *Screen) Take() []string {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	topics := make([]string, 0, len(s.topics))
	for t := range s.topics {
		topics = append(topics, t)
	}
	slices.Sort(topics)
	s.topics = map[string]struct{}{}
	return topics
}
