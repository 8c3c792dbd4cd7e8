package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"baton/internal/agreement"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/intake"
)

// Reason is a reason as programs read it.
type Reason struct {
	_         struct{}           `additionalProperties:"true"`
	ID        agreement.ReasonID `json:"id" doc:"The id of the reason."`
	List      agreement.List     `json:"list" example:"reject" doc:"reject for rejections, disqualify for the end of the work on a lead."`
	Code      string             `json:"code" example:"wrong_size" doc:"By which other calls name it."`
	Words     string             `json:"words" doc:"What it says."`
	NextStep  agreement.NextStep `json:"next_step" doc:"What happens to the lead."`
	NeedsNote bool               `json:"needs_note" doc:"It needs words."`
	NeedsDate bool               `json:"needs_date" doc:"It needs a day on which the lead comes back."`
	Retired   bool               `json:"retired" doc:"It cannot be given any more."`
}

type reasonsOut struct {
	Body struct {
		Reasons []Reason `json:"reasons" nullable:"false" doc:"Both lists, each in its order."`
	}
}

func (a *Routes) reasons(ctx context.Context, _ *nothingIn) (*reasonsOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	all := slices.SortedFunc(maps.Values(policy.Reasons), func(x, y agreement.Reason) int {
		return cmp.Or(-cmp.Compare(x.List, y.List), cmp.Compare(x.Position, y.Position), cmp.Compare(x.ID, y.ID))
	})
	out := &reasonsOut{}
	out.Body.Reasons = make([]Reason, len(all))
	for i, r := range all {
		out.Body.Reasons[i] = Reason{ID: r.ID, List: r.List, Code: r.Code, Words: r.Words, NextStep: r.NextStep,
			NeedsNote: r.NeedsNote, NeedsDate: r.NeedsDate, Retired: r.Retired}
	}
	return out, nil
}

// Import is the import of a file as programs read it.
type Import struct {
	_          struct{}        `additionalProperties:"true"`
	ID         int64           `json:"id" doc:"The id of the import."`
	File       string          `json:"file" doc:"The name of the file."`
	By         string          `json:"by,omitempty" doc:"Who imported it."`
	StartedAt  *time.Time      `json:"started_at,omitempty" doc:"When it began; missing while it waits."`
	FinishedAt *time.Time      `json:"finished_at,omitempty" doc:"When it was done; missing before."`
	Rows       int             `json:"rows" doc:"How many rows were read so far."`
	Added      int             `json:"added" doc:"How many became new leads."`
	Touched    int             `json:"touched" doc:"How many became touches of leads that were there."`
	Refused    int             `json:"refused" doc:"How many were refused."`
	Problems   []ImportProblem `json:"problems,omitempty" nullable:"false" doc:"What is wrong with its rows. Only of one import."`
}

// ImportProblem is what is wrong with a row.
type ImportProblem struct {
	_       struct{} `additionalProperties:"true"`
	Line    int      `json:"line" doc:"The line of the file."`
	Field   string   `json:"field,omitempty" doc:"The field; missing where it is the whole row."`
	Refused bool     `json:"refused" doc:"The row was refused; otherwise only this value was left out."`
	Words   string   `json:"words" doc:"What is wrong."`
}

func shownImport(u intake.Upload) Import {
	return Import{ID: u.ID, File: u.Name, By: u.ByName, StartedAt: call.When(u.Started), FinishedAt: call.When(u.Finished),
		Rows: u.Result.Rows, Added: u.Result.Added, Touched: u.Result.Touched, Refused: u.Result.Refused}
}

type importIn struct {
	ID int64 `path:"id" minimum:"1" doc:"The id of the import."`
}

type importOut struct{ Body Import }

func (a *Routes) oneImport(ctx context.Context, in *importIn) (*importOut, error) {
	u, err := a.Store.Upload(ctx, call.Owner(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := shownImport(u)
	for _, p := range u.Result.Problems {
		out.Problems = append(out.Problems,
			ImportProblem{Line: p.Line, Field: p.Field, Refused: p.Refused, Words: p.Sentence()})
	}
	return &importOut{out}, nil
}

type importsIn struct {
	Cursor string `query:"cursor" doc:"The next of the page before."`
}

type importsOut struct {
	Body struct {
		Imports []Import `json:"imports" nullable:"false" doc:"The newest first."`
		Next    string   `json:"next,omitempty" doc:"The cursor of the page that follows; missing on the last."`
	}
}

func (a *Routes) imports(ctx context.Context, in *importsIn) (*importsOut, error) {
	problems := errs.Problems{}
	mark := call.ReadMark(in.Cursor, problems)
	if len(problems) > 0 {
		return nil, call.Parameters(problems)
	}
	page, more, err := a.Store.Uploads(ctx, call.Owner(ctx), mark.ID)
	if err != nil {
		return nil, err
	}
	out := &importsOut{}
	out.Body.Imports = make([]Import, len(page))
	for i, u := range page {
		out.Body.Imports[i] = shownImport(u)
	}
	if more {
		last := page[len(page)-1]
		out.Body.Next = call.Mark{At: last.Uploaded, ID: last.ID}.Cursor()
	}
	return out, nil
}
