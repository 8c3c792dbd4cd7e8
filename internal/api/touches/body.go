package touches

import (
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// touch is a touch as a program tells of it.
var touch = call.Body[desk.InboundTouch]{
	Noun: "A touch", Example: `{"email": "ada@company.example", "kind": "form"}`,
	Fields: []call.Field[desk.InboundTouch]{
		call.Number("lead", 1, "The id of the lead. Name the lead by this, external_id or email.",
			"The id of a lead must be a whole number above 0, such as 2481.",
			func(c *desk.InboundTouch) *lead.ID { return &c.Lead }),
		text("external_id", lead.MaxText, "Your own id of the lead.",
			func(c *desk.InboundTouch) *string { return &c.ExternalID }),
		text("external_source", lead.MaxText, "The name of the source that told external_id: an id counts within its "+
			"source. It can be missing where only one source has the id.",
			func(c *desk.InboundTouch) *string { return &c.IDSource }),
		text("email", lead.MaxEmail, "The e-mail address of the lead.",
			func(c *desk.InboundTouch) *string { return &c.Email }),
		call.Need(call.Choice("kind", "How the lead was touched.", lead.ToldTouchKinds(),
			func(c *desk.InboundTouch) *string { return &c.Touch.Kind })),
		call.Ref("source", "Where it came from: the name of a source, or its id.",
			func(c *desk.InboundTouch) *lead.Ref { return &c.Source }),
		call.Ref("campaign", "The name of a campaign, or its id.",
			func(c *desk.InboundTouch) *lead.Ref { return &c.Campaign }),
		text("utm_source", lead.MaxText, "The mark utm_source of the link, such as newsletter.",
			func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Source }),
		text("utm_medium", lead.MaxText, "The mark utm_medium, such as email.",
			func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Medium }),
		text("utm_campaign", lead.MaxText, "The mark utm_campaign.",
			func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Campaign }),
		text("utm_term", lead.MaxText, "The mark utm_term.",
			func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Term }),
		text("utm_content", lead.MaxText, "The mark utm_content.",
			func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Content }),
		text("note", lead.MaxNote, "What sales should know of it.",
			func(c *desk.InboundTouch) *string { return &c.Touch.Note }),
		call.Time("at", "When it was: now where it is missing, not in the future, and not more than two years ago.",
			func(c *desk.InboundTouch) *time.Time { return &c.Touch.At }),
	},
}

func text(name string, most int, words string, to func(*desk.InboundTouch) *string) call.Field[desk.InboundTouch] {
	return call.Text(name, most, words, to)
}

// described is the body of POST /touches.
func described(g *call.Gate) *huma.RequestBody {
	one := touch.Named(g, "Touch")
	least, most := 1, desk.MaxTouches
	return &huma.RequestBody{
		Required: true, Description: "One touch, or a list of them.",
		Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			OneOf: []*huma.Schema{one, {Type: huma.TypeArray, Items: one, MinItems: &least, MaxItems: &most}},
		}}},
	}
}

// readTouches reads the touches of a body: a list of them, or one alone. All that is wrong is told as Problems by place
// and field.
func readTouches(body call.Write, now time.Time) (contacts []desk.InboundTouch, list bool, err error) {
	parsed, err := body.Parsed()
	if err != nil {
		return nil, false, err
	}
	items, list := parsed.([]any)
	if !list {
		items = []any{parsed}
	}
	if err := desk.CheckCount(len(items)).Err(); err != nil {
		return nil, list, err
	}
	contacts, problems := make([]desk.InboundTouch, len(items)), errs.Problems{}
	for i, item := range items {
		for field, words := range readTouch(item, &contacts[i], now) {
			problems.Add(strings.TrimSuffix(strconv.Itoa(i)+"/"+field, "/"), words)
		}
	}
	if !list && problems["0"] != "" {
		problems = errs.Problems{"": problems["0"]}
	}
	return contacts, list, problems.Err()
}

// readTouch reads one touch, and says what is wrong with it by field.
func readTouch(item any, c *desk.InboundTouch, now time.Time) errs.Problems {
	problems := touch.Read(item, c)
	if problems[""] != "" && len(problems) == 1 {
		return problems
	}
	unnamed := problems["lead"]+problems["external_id"]+problems["email"] != ""
	for place, words := range desk.CheckTouches([]desk.InboundTouch{*c}, now) {
		if field := strings.TrimPrefix(place, "0/"); field != "lead" || !unnamed {
			problems.Add(field, words)
		}
	}
	return problems
}
