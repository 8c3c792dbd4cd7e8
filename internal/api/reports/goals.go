package reports

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// Goal is a goal as programs read it.
type Goal struct {
	_        struct{}         `additionalProperties:"true"`
	ID       goal.ID          `json:"id" doc:"The id of the goal."`
	Version  int              `json:"version" doc:"It is another one after each change."`
	Metric   report.Measure   `json:"metric" example:"won" doc:"The measure that it is on."`
	StartsOn string           `json:"starts_on" format:"date" doc:"The first day."`
	EndsOn   string           `json:"ends_on" format:"date" doc:"The last day."`
	Team     account.TeamID   `json:"team,omitempty" doc:"The id of the team that it is for."`
	Person   account.PersonID `json:"person,omitempty" doc:"The id of the person that it is for."`
	Campaign lead.CampaignID  `json:"campaign,omitempty" doc:"The id of the campaign that it is for."`
	Source   lead.SourceID    `json:"source,omitempty" doc:"The id of the source that it is for."`
	Persona  lead.PersonaID   `json:"persona,omitempty" doc:"The id of the persona that it is for."`
	Reason   string           `json:"reason,omitempty" doc:"The code of the reason, of rejected_for."`
	Target   float64          `json:"target" doc:"The target, in unit."`
	Unit     string           `json:"unit" example:"leads" doc:"The unit of target."`
}

type goalsOut struct {
	Body struct {
		Goals []Goal `json:"goals" nullable:"false" doc:"The goals."`
	}
}

func shownGoals(all []goal.Goal, p *policy.Policy) *goalsOut {
	out := &goalsOut{}
	out.Body.Goals = make([]Goal, len(all))
	for i, g := range all {
		out.Body.Goals[i] = Goal{ID: g.ID, Version: g.Version, Metric: g.Measure, StartsOn: g.First.Format(time.DateOnly),
			EndsOn: g.Last.Format(time.DateOnly), Team: g.Team, Person: g.Person, Campaign: g.Campaign, Source: g.Source,
			Persona: g.Persona, Reason: p.Reasons[g.Reason].Code, Target: g.Target, Unit: g.Measure.Unit().Words(p.Currency)}
	}
	return out
}

// goals answers GET /goals.
func (a *Routes) goals(ctx context.Context, _ *struct{}) (*goalsOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.Store.Goals(ctx, report.Day(a.Now(), policy.Zone))
	if err != nil {
		return nil, err
	}
	return shownGoals(all, policy), nil
}

// mostGoals is how many goals can be set at once.
const mostGoals = 200

type sentGoal struct {
	goal.Goal
	metric, reason string
}

var goalBody = call.Body[sentGoal]{Noun: "A goal",
	Example: `{"metric": "won", "starts_on": "2026-11-01", "ends_on": "2026-11-30", "target": 12}`,
	Fields: []call.Field[sentGoal]{
		call.Need(call.Text("metric", 40, "The name of a measure.", func(g *sentGoal) *string { return &g.metric })),
		call.Need(call.Day("starts_on", "The first day.", func(g *sentGoal) *time.Time { return &g.First })),
		call.Need(call.Day("ends_on", "The last day.", func(g *sentGoal) *time.Time { return &g.Last })),
		idField("team", func(g *sentGoal) *account.TeamID { return &g.Team }),
		idField("person", func(g *sentGoal) *account.PersonID { return &g.Person }),
		idField("campaign", func(g *sentGoal) *lead.CampaignID { return &g.Campaign }),
		idField("source", func(g *sentGoal) *lead.SourceID { return &g.Source }),
		idField("persona", func(g *sentGoal) *lead.PersonaID { return &g.Persona }),
		call.Text("reason", 200, "The code of the reason, of rejected_for.",
			func(g *sentGoal) *string { return &g.reason }),
		call.Need(target),
		call.Number("version", 1, "The version of the goal that is there, to change its target.",
			"The version of a goal must be a whole number above 0.", func(g *sentGoal) *int { return &g.Version }),
	}}

func idField[N ~int64](name string, to func(*sentGoal) *N) call.Field[sentGoal] {
	return call.Number(name, 1, "The id of the "+name+" that it is for.",
		"The id of a "+name+" must be a whole number above 0.", to)
}

var target = call.Field[sentGoal]{Name: "target",
	Schema: &huma.Schema{Type: huma.TypeNumber, Description: "The target, in the unit of the measure."},
	Read: func(g *sentGoal, value any) string {
		typed, ok := value.(json.Number)
		n, err := typed.Float64()
		if !ok || err != nil {
			return "Write the target as a number."
		}
		g.Target = n
		return ""
	}}

// describedGoals is the body of PUT /goals.
func describedGoals(g *call.Gate) *huma.RequestBody {
	least, most := 1, mostGoals
	return &huma.RequestBody{Required: true, Description: "The goals to set.",
		Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"goals"},
			Properties: map[string]*huma.Schema{"goals": {Type: huma.TypeArray, Items: goalBody.Named(g, "GoalToSet"),
				MinItems: &least, MaxItems: &most}},
		}}}}
}

type goalsIn struct {
	Type    string `header:"Content-Type" hidden:"true"`
	RawBody []byte
}

// setGoals answers PUT /goals.
func (a *Routes) setGoals(ctx context.Context, in *goalsIn) (*goalsOut, error) {
	value, err := call.Write{Type: in.Type, RawBody: in.RawBody}.Parsed()
	if err != nil {
		return nil, err
	}
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	sent, problems := readGoals(value, policy, report.Day(a.Now(), policy.Zone))
	if len(problems) > 0 {
		return nil, problems
	}
	there, err := a.Store.Goals(ctx, report.Day(a.Now(), policy.Zone))
	if err != nil {
		return nil, err
	}
	goals, seen := make([]goal.Goal, len(sent)), map[goal.ID]int{}
	for i, s := range sent {
		goals[i] = s.Goal
		for _, old := range there {
			if same(old, s.Goal) && s.Version != 0 {
				seen[old.ID] = s.Version
			}
		}
		goals[i].Version = 0
	}
	_, err = a.Store.SetGoals(ctx, call.Owner(ctx), goals, seen)
	if errors.Is(err, goal.ErrThere) {
		return nil, errs.Say(errs.Conflict, "Some of these goals are there with another target. Nothing was saved. "+
			"Read them, then send each with its version to change it.")
	}
	if err != nil {
		return nil, err
	}
	return shownGoals(goals, policy), nil
}

// same reports whether two goals are for the same thing.
func same(a, b goal.Goal) bool {
	return a.Measure == b.Measure && a.First.Equal(b.First) && a.Last.Equal(b.Last) && a.Whose() == b.Whose() &&
		a.Reason == b.Reason
}

// readGoals reads the goals of a body, and says what is wrong by place and field.
func readGoals(value any, p *policy.Policy, today time.Time) ([]sentGoal, errs.Problems) {
	body, ok := value.(map[string]any)
	list, isList := body["goals"].([]any)
	problems := errs.Problems{}
	switch {
	case !ok || !isList:
		problems.Add("goals", "Send the goals as a list, such as {\"goals\": ["+goalBody.Example+"]}.")
	case len(list) == 0 || len(list) > mostGoals:
		problems.Add("goals", "Send 1 to "+strconv.Itoa(mostGoals)+" goals.")
	}
	for name := range body {
		if name != "goals" {
			problems.Add(call.Token(name), "There is no such field here. Delete it, or check the spelling.")
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	goals := make([]sentGoal, len(list))
	for i, item := range list {
		for field, words := range readGoal(item, &goals[i], p, today) {
			place := "goals/" + strconv.Itoa(i)
			if field != "" {
				place += "/" + field
			}
			problems.Add(place, words)
		}
	}
	return goals, problems
}

func readGoal(item any, g *sentGoal, p *policy.Policy, today time.Time) errs.Problems {
	problems := goalBody.Read(item, g)
	if problems[""] != "" {
		return problems
	}
	g.Measure = report.Measure(g.metric)
	if g.reason != "" {
		if g.Reason = reasonOf(p, g.reason); g.Reason == 0 {
			problems.Add("reason", "There is no such reason for rejections. GET /reasons has them.")
		}
	}
	var wrong errs.Problems
	if errors.As(g.Check(today), &wrong) {
		for field, words := range wrong {
			problems.Add(field, words)
		}
	}
	return problems
}

// reasonOf is the id of the reason for rejections with a code, 0 when there is none.
func reasonOf(p *policy.Policy, code string) agreement.ReasonID {
	for id, reason := range p.Reasons {
		if reason.List == agreement.Reject && reason.Code == code {
			return id
		}
	}
	return 0
}
