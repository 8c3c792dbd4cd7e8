package forecast

import "time"

// Answer is what sales said to a handoff.
type Answer int

// The answers. Open is a handoff that waits for one, Recalled one that marketing took back before there was any.
const (
	Open Answer = iota
	Accepted
	Rejected
	Recalled
)

// Journey is when each thing happened to a handoff. A zero time has not happened. A handoff that was won without having
// been qualified counts as qualified when it was won.
type Journey struct {
	Submitted, Due, Answered, Qualified, Finished time.Time
	Overturned                                    time.Time // when a rejection was overturned; its Answer is Accepted
	Again                                         time.Time // when its lead was handed over the next time
	Answer                                        Answer
	Won                                           bool
	WonCents                                      int64
}

// at is j as it was known at a time, without what happened later.
func (j Journey) at(at time.Time) Journey {
	if j.Answered.After(at) {
		j.Answer, j.Answered, j.Overturned = Open, time.Time{}, time.Time{}
	}
	if j.Overturned.After(at) {
		j.Answer, j.Overturned = Rejected, time.Time{}
	}
	if j.Finished.After(at) {
		j.Won, j.WonCents, j.Finished = false, 0, time.Time{}
	}
	if j.Again.After(at) {
		j.Again = time.Time{}
	}
	if j.Won && j.Qualified.IsZero() {
		j.Qualified = j.Finished
	}
	if j.Qualified.After(at) {
		j.Qualified = time.Time{}
	}
	return j
}

// repeated reports whether the lead was handed over again in the same month of a zone. The later handoff counts then.
func (j Journey) repeated(zone *time.Location) bool {
	if j.Again.IsZero() {
		return false
	}
	on, again := dayOf(j.Submitted, zone), dayOf(j.Again, zone)
	return on.Year() == again.Year() && on.Month() == again.Month()
}

// settled is when the handoff got its final answer: when the rejection was overturned, or else when it was answered.
func (j Journey) settled() time.Time {
	if !j.Overturned.IsZero() {
		return j.Overturned
	}
	return j.Answered
}

// onTime reports whether the handoff was answered by its deadline.
func (j Journey) onTime() bool { return j.Answer != Open && !j.Answered.After(j.Due) }

// stay is the time of one handoff in a stage. left is zero while it is there; on is whether it went to the next stage.
type stay struct {
	entered, left time.Time
	on            bool
}

// stay is the journey's time in a stage. came is false where it never reached the stage.
func (j Journey) stay(stage int) (s stay, came bool) {
	switch stage {
	case waiting:
		return stay{j.Submitted, j.settled(), j.Answer == Accepted}, true
	case accepted:
		s = stay{j.settled(), j.Qualified, !j.Qualified.IsZero()}
		if s.left.IsZero() {
			s.left = j.Finished
		}
		return s, j.Answer == Accepted
	case rejected:
		return stay{j.Answered, j.Again, !j.Again.IsZero()}, j.Answer == Rejected
	}
	return stay{j.Qualified, j.Finished, j.Won}, !j.Qualified.IsZero()
}

// until is when the handoff went on from a stage, or when it was clear that it would not. It is zero while both are
// possible.
func (j Journey) until(stage int) (at time.Time, on bool) {
	stay, came := j.stay(stage)
	if came {
		return stay.left, stay.on
	}
	if j.Answer == Rejected || j.Answer == Recalled {
		return j.Answered, false
	}
	return j.Finished, false
}
