package assign_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/assign"
)

// team is a sales team of which each handoff is given to the first of the order, as the store does it.
type team struct {
	now     time.Time
	members []assign.Candidate
	got     map[account.PersonID]int
}

func newTeam(weights ...int) *team {
	t := &team{now: noon, got: map[account.PersonID]int{}}
	for i, weight := range weights {
		t.members = append(t.members, assign.Candidate{Person: account.PersonID(i + 1), Weight: weight, Cap: math.MaxInt})
	}
	return t
}

func (t *team) member(id account.PersonID) *assign.Candidate { return &t.members[id-1] }

// give gives one handoff to the first who may have it, and answers who that is.
func (t *team) give() account.PersonID {
	t.now = t.now.Add(time.Minute)
	order, _ := assign.Order(slices.Clone(t.members), nil)
	if len(order) == 0 {
		return 0
	}
	first := order[0]
	m := t.member(first.Person)
	if !first.Returned.IsZero() {
		m.Served = first.Lift
	}
	m.Served += 1 / float64(m.Weight)
	m.Open++
	m.GivenAt = t.now
	t.got[m.Person]++
	return m.Person
}

// leave answers n of what somebody has open.
func (t *team) leave(who account.PersonID, n int) {
	t.now = t.now.Add(time.Minute)
	m := t.member(who)
	if m.Open >= m.Cap && m.Open-n < m.Cap {
		m.RoomAt = t.now
	}
	m.Open -= n
}

func (t *team) gives(n int) map[account.PersonID]int {
	before := map[account.PersonID]int{}
	for id, n := range t.got {
		before[id] = n
	}
	for range n {
		t.give()
	}
	more := map[account.PersonID]int{}
	for id, n := range t.got {
		if n > before[id] {
			more[id] = n - before[id]
		}
	}
	return more
}

func TestSharesFollowTheWeights(t *testing.T) {
	team := newTeam(1, 2, 0, 3)
	if diff := cmp.Diff(map[account.PersonID]int{1: 10, 2: 20, 4: 30}, team.gives(60)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[account.PersonID]int{1: 1, 2: 2, 4: 3}, team.gives(6)); diff != "" {
		t.Error("they do not come in turns:", diff)
	}
}

func TestWhoReturnsIsNotFlooded(t *testing.T) {
	for _, weights := range [][]int{{1, 1, 1}, {1, 2, 3}, {3, 1, 1}} {
		team := newTeam(weights...)
		team.gives(30)
		team.member(1).Absent = true
		if n := team.gives(300)[1]; n != 0 {
			t.Fatalf("who is away got %d", n)
		}
		back := team.member(1)
		back.Absent, back.Since = false, team.now
		sum := weights[0] + weights[1] + weights[2]
		for round := range 5 {
			if n := team.gives(sum)[1]; n < weights[0]-1 || n > weights[0]+1 {
				t.Errorf("with weights %v, in round %d after they returned they got %d of %d", weights, round, n, sum)
			}
		}
	}
}

// Who was full has room again: what the others were given meanwhile is not owed to them.
func TestWhoWasFullIsNotFlooded(t *testing.T) {
	for _, weights := range [][]int{{1, 1, 1}, {1, 2, 3}, {3, 1, 1}} {
		team, sum := newTeam(weights...), weights[0]+weights[1]+weights[2]
		full := team.member(1)
		full.Cap = 5
		team.gives(300)
		if full.Open != 5 || team.got[1] != 5 {
			t.Fatalf("with room for 5 they hold %d of %d", full.Open, team.got[1])
		}
		team.leave(1, 1)
		full.Cap = 1000
		for round := range 5 {
			if n := team.gives(sum)[1]; n < weights[0]-1 || n > weights[0]+1 {
				t.Errorf("with weights %v, in round %d after they had room again they got %d of %d", weights, round, n, sum)
			}
		}
	}
	// Who has room for one now and then is given their share, not each lead for which they have room.
	team := newTeam(1, 1, 1)
	team.member(1).Cap = 2
	for range 300 {
		team.give()
		if team.member(1).Open == 2 {
			team.leave(1, 1)
		}
	}
	if n := team.got[1]; n < 99 || n > 101 {
		t.Errorf("who is full time and again got %d of 300", n)
	}
	// Who was full for long has room while nobody else has, and then another comes back: neither takes the turns of the
	// third.
	three := newTeam(1, 1, 1)
	three.member(3).Cap = 3
	three.gives(60)
	three.member(1).Absent, three.member(2).Cap = true, three.member(2).Open
	three.leave(3, 1)
	three.gives(1)
	back := three.member(1)
	back.Absent, back.Since = false, three.now
	three.gives(1)
	three.leave(2, 1)
	three.member(2).Cap = 1000
	if n := three.gives(20)[2]; n < 9 || n > 11 {
		t.Errorf("who was full while another came back got %d of 20", n)
	}
	// All were full, one of them long before the others.
	both := newTeam(1, 1)
	both.member(1).Cap, both.member(2).Cap = 2, 50
	both.gives(60)
	both.leave(1, 2)
	both.leave(2, 50)
	both.member(1).Cap = 1000
	if n := both.gives(20)[1]; n < 10 || n > 11 {
		t.Errorf("after both were full, the first got %d of 20", n)
	}
}

func TestWhoIsNewStartsAtTheLevelOfTheTeam(t *testing.T) {
	team := newTeam(1, 1)
	team.gives(200)
	team.members = append(team.members, assign.Candidate{Person: 3, Weight: 1, Cap: 100, Since: team.now})
	if n := team.gives(30)[3]; n < 10 || n > 11 {
		t.Errorf("who is new got %d of 30", n)
	}
	moved := newTeam(1, 1)
	moved.gives(10)
	moved.members = append(moved.members,
		assign.Candidate{Person: 3, Weight: 1, Cap: 100, Served: 500, GivenAt: moved.now.Add(-time.Hour), Since: moved.now})
	if n := moved.gives(30)[3]; n < 10 || n > 11 {
		t.Errorf("who came from a busier team got %d of 30", n)
	}
}

func TestACreditIsGivenBackSoon(t *testing.T) {
	team := newTeam(1, 1, 1)
	team.gives(30)
	team.member(2).Served -= 2 // two duds
	if diff := cmp.Diff(map[account.PersonID]int{1: 10, 2: 12, 3: 10}, team.gives(32)); diff != "" {
		t.Error(diff)
	}
}

// What the order of the rows never decides, who is never offered a lead and who comes before whom.
func TestOrderIsFairWhoeverComesFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "people")
		var all []assign.Candidate
		for i := range n {
			c := assign.Candidate{
				Person: account.PersonID(i + 1), Open: rapid.IntRange(0, 4).Draw(t, "open"),
				Cap:    rapid.IntRange(0, 4).Draw(t, "cap"),
				Weight: rapid.IntRange(0, 3).Draw(t, "weight"), Served: rapid.Float64Range(-2, 5).Draw(t, "served"),
				Disabled: rapid.Bool().Draw(t, "disabled"),
				Absent:   rapid.Bool().Draw(t, "absent"), Had: rapid.Bool().Draw(t, "had"),
				GivenAt: noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "given")) * time.Hour),
				Due:     noon.Add(time.Duration(rapid.IntRange(1, 3).Draw(t, "due")) * time.Hour),
			}
			if rapid.Bool().Draw(t, "at home") {
				c.Opens = noon.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "opens")) * time.Hour)
			}
			all = append(all, c)
		}
		order, considered := assign.Order(slices.Clone(all), nil)
		shuffled, _ := assign.Order(rapid.Permutation(all).Draw(t, "shuffled"), nil)
		if diff := cmp.Diff(order, shuffled); diff != "" {
			t.Fatal("the order of the rows decides:", diff)
		}
		for i, c := range order {
			if c.Absent || c.Had || c.Disabled || c.Weight == 0 || c.Open >= c.Cap {
				t.Fatalf("%v is offered a lead", c)
			}
			if i > 0 && (order[i-1].Group > c.Group || order[i-1].Group == c.Group && order[i-1].Served > c.Served+1e-6) {
				t.Fatalf("%v stands before %v", order[i-1], c)
			}
		}
		skipped := 0
		for _, c := range considered {
			if c.Skipped != "" {
				skipped++
			}
		}
		if len(order)+skipped != n {
			t.Fatalf("of %d, %d are offered it and %d are skipped", n, len(order), skipped)
		}
	})
}

// Over random teams, weights, capacities and absences nobody is given more than they can hold or anything while they
// are skipped, and those who could be given each lead, from any moment on, have shares within two leads of their
// weights.
func TestSharesAreFairOverRandomTeams(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		team := newTeam(rapid.SliceOfN(rapid.IntRange(0, 5), 1, 8).Draw(t, "weights")...)
		for i := range team.members {
			team.members[i].Cap = rapid.SampledFrom([]int{1, 3, math.MaxInt, math.MaxInt}).Draw(t, "cap")
			team.members[i].Absent = rapid.IntRange(0, 4).Draw(t, "absent") == 0
		}
		always := map[account.PersonID]bool{} // could be given every lead of this stretch
		counted := map[account.PersonID]int{}
		begin := func() {
			clear(counted)
			for _, m := range team.members {
				always[m.Person] = m.Weight > 0 && !m.Absent
			}
		}
		begin()
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			who := account.PersonID(rapid.IntRange(1, len(team.members)).Draw(t, "who"))
			m := team.member(who)
			switch rapid.IntRange(0, 19).Draw(t, "what") {
			case 0:
				m.Absent = true
				always[who] = false
			case 1:
				if m.Absent {
					m.Absent, m.Since = false, team.now
				}
			case 2, 3, 4:
				if m.Open > 0 {
					team.leave(who, 1)
				}
			case 5:
				begin()
			case 6:
				if m.Open >= m.Cap {
					m.RoomAt = team.now
				}
				m.Cap = math.MaxInt
			default:
				for _, m := range team.members {
					always[m.Person] = always[m.Person] && m.Open < m.Cap
				}
				got := team.give()
				if got == 0 {
					continue
				}
				counted[got]++
				if m := team.member(got); m.Absent || m.Weight == 0 || m.Open > m.Cap {
					t.Fatalf("%+v was given a lead", *m)
				}
			}
			for a := range always {
				for b := range always {
					if !always[a] || !always[b] {
						continue
					}
					x, y := float64(counted[a])/float64(team.member(a).Weight), float64(counted[b])/float64(team.member(b).Weight)
					if most := 2/float64(team.member(a).Weight) + 2/float64(team.member(b).Weight); math.Abs(x-y) > most+1e-6 {
						t.Fatalf("%d got %d at weight %d, %d got %d at weight %d", a, counted[a], team.member(a).Weight, b, counted[b],
							team.member(b).Weight)
					}
				}
			}
		}
	})
}
