// Package imports is the pages by which marketers bring leads in from files.
package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/notify"
	"baton/internal/policy"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// Pages are the pages of imports.
type Pages struct {
	*visit.Portal
	Store Store
	Hub   *notify.Hub
}

// Store keeps uploaded files and imports them.
type Store interface {
	KeepUpload(ctx context.Context, by account.Person, u intake.Upload, file io.Reader) (int64, error)
	Upload(ctx context.Context, by account.Person, id int64) (intake.Upload, error)
	Uploads(ctx context.Context, by account.Person, before int64) (page []intake.Upload, more bool, err error)
	RefusedRows(ctx context.Context, by account.Person, id int64) iter.Seq2[intake.RefusedRow, error]
	UploadedFile(ctx context.Context, id int64) io.Reader
	SaveReading(ctx context.Context, by account.Person, u intake.Upload) error
	Remembered(ctx context.Context, heading string) (intake.Remembered, error)
	Remember(ctx context.Context, by account.Person, heading string, m intake.Mapping, at time.Time) error
	StartUpload(ctx context.Context, by account.Person, u intake.Upload, at time.Time) error
	Choices(ctx context.Context) (worklist.Choices, error)
	Policy(ctx context.Context) (*policy.Policy, error)
	Import(ctx context.Context, by account.Person, rows iter.Seq2[intake.Enquiry, error], run intake.Run,
		progress func(intake.Result)) (intake.Result, error)
}

// MaxUpload and the other bounds of a file.
const (
	MaxUpload   = 50 << 20         // bytes of a file and its form
	uploadSpool = 4 << 20          // bytes of an upload that are held in memory while it arrives
	uploadLimit = 2 * time.Minute  // how long keeping a file may take
	importLimit = 30 * time.Minute // how long one run of an import may take; the next goes on
	soon        = 2 * time.Second  // how long a visitor waits for an import before its page shows how far it is
	nudgeEvery  = 3 * time.Second  // how often screens hear of an import that runs
	stalled     = 2 * time.Minute  // without a step for so long, an import has lost its node
)

// Routes are the routes of imports.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/imports", visit.Marketers, "import", s.imports),
		visit.Post("/imports", visit.Marketers, "import", s.uploadLeads),
		visit.Get("/imports/{id}", visit.Marketers, "import", s.importPage),
		visit.Get("/imports/{id}/refused.csv", visit.Marketers, "import", s.refusedRows),
		visit.Post("/imports/{id}/reading", visit.Marketers, "import", s.readAgain),
		visit.Post("/imports/{id}/preview", visit.Marketers, "import", s.preview),
		visit.Post("/imports/{id}/run", visit.Marketers, "import", s.runImport),
	}
}

func (s *Pages) imports(w http.ResponseWriter, r *http.Request) error {
	return s.showImports(w, r, http.StatusOK, intake.Upload{}, nil)
}

// uploadLeads keeps a file and shows what would become of it.
func (s *Pages) uploadLeads(w http.ResponseWriter, r *http.Request) error {
	upload, file, err := s.uploaded(r)
	if problems := (errs.Problems{}); errors.As(err, &problems) {
		return s.showImports(w, r, http.StatusUnprocessableEntity, upload, problems)
	}
	if err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	defer file.Close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), uploadLimit)
	defer cancel()
	id, err := s.Store.KeepUpload(ctx, visit.By(r), upload, file)
	if err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.Address(fmt.Sprintf("/imports/%d", id), "columns", visit.Form(r, "profile")))
}

// uploaded is the file that was sent, if it is one that can be imported, with what was said about it.
func (s *Pages) uploaded(r *http.Request) (intake.Upload, multipart.File, error) {
	if err := r.ParseMultipartForm(uploadSpool); err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return intake.Upload{}, nil, err
		}
		return intake.Upload{}, nil, errs.Problems{"file": "Choose a file."}
	}
	u := intake.Upload{Source: visit.Form(r, "source"), Campaign: visit.Form(r, "campaign"), Uploaded: s.Now()}
	file, header, err := r.FormFile("file")
	if err != nil {
		return u, nil, errs.Problems{"file": "Choose a file."}
	}
	u.Name = fileName(header.Filename)
	if len(u.Source) > 200 || len(u.Campaign) > 200 {
		return u, nil, errs.Problems{"source": "Choose a source and a campaign from the lists."}
	}
	u.Reading.Encoding = visit.Form(r, "encoding")
	if err := readable(file, u.Reading); err != nil {
		file.Close()
		problems := errs.Problems{}
		if errors.As(err, &problems) {
			return u, nil, problems
		}
		if words := errs.Words(err); words != "" {
			return u, nil, errs.Problems{"file": words}
		}
		return u, nil, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return u, file, err
}

// readable answers nil when a file can be imported.
func readable(file io.Reader, how intake.Reading) error {
	table, err := intake.Open(file, how)
	if err != nil {
		return err
	}
	return table.Close()
}

// fileName is what a file is called, without its folder and what cannot be shown.
func fileName(sent string) string {
	name := strings.Map(func(r rune) rune {
		if !lead.Printable(string(r)) || r == '\n' || r == '\t' {
			return -1
		}
		return r
	}, filepath.Base(strings.ReplaceAll(sent, `\`, "/")))
	if runes := []rune(name); len(runes) > 200 {
		name = string(runes[:200])
	}
	return cmp.Or(strings.Trim(name, ". /"), "leads.csv")
}

// importPage asks what the columns of a file are, or shows what came of it.
func (s *Pages) importPage(w http.ResponseWriter, r *http.Request) error {
	upload, err := s.upload(r)
	if err != nil {
		return err
	}
	if upload.Started.IsZero() {
		return s.showMapping(w, r, http.StatusOK, upload, "", nil)
	}
	return s.showImport(w, r, upload)
}

func (s *Pages) upload(r *http.Request) (intake.Upload, error) {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return intake.Upload{}, err
	}
	return s.Store.Upload(r.Context(), visit.By(r), id)
}

// runImport takes what the columns are and imports the file.
func (s *Pages) runImport(w http.ResponseWriter, r *http.Request) error {
	upload, err := s.upload(r)
	if err != nil {
		return err
	}
	if s.stalled(upload) {
		s.beginImport(r, upload)
		return visit.Redirect(w, r, "/imports/"+visit.ID(upload.ID))
	}
	kept := upload.Reading
	chosen(r, &upload)
	if upload.Started.IsZero() {
		if err := s.checkRun(r, upload, kept); err != nil {
			return s.refuseMapping(w, r, upload, http.StatusUnprocessableEntity, err)
		}
	}
	err = s.Store.StartUpload(r.Context(), visit.By(r), upload, s.Now())
	if errors.Is(err, errs.Conflict) && upload.Started.IsZero() {
		return s.refuseMapping(w, r, upload, http.StatusConflict, err)
	}
	if err != nil && !errors.Is(err, errs.Conflict) {
		return err
	}
	if err == nil {
		if err := s.remember(r, upload); err != nil {
			return err
		}
		s.beginImport(r, upload)
	}
	return visit.Redirect(w, r, "/imports/"+visit.ID(upload.ID))
}

// stalled reports whether an import has stopped half way, with the node that ran it, and can go on.
func (s *Pages) stalled(u intake.Upload) bool {
	return !u.Started.IsZero() && u.Finished.IsZero() && !u.FileIsGone && s.Now().Sub(u.Moved) > stalled
}

func columnName(i int) string { return fmt.Sprintf("column_%d", i+1) }

// refuseMapping shows the columns again, with what is wrong.
func (s *Pages) refuseMapping(w http.ResponseWriter, r *http.Request, u intake.Upload, status int, err error) error {
	words := errs.Words(err)
	var problems errs.Problems
	if errors.As(err, &problems) {
		words = problems[""]
	}
	return s.showMapping(w, r, status, u, words, problems)
}

// beginImport imports a file beside the request, and waits a moment for it: most are done at once. It goes on when the
// visitor leaves.
func (s *Pages) beginImport(r *http.Request, u intake.Upload) {
	by := visit.By(r)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), importLimit)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer cancel()
		if err := s.importFile(ctx, by, u); err != nil {
			s.Log.Error("an import stopped", "import", u.ID, "error", err)
		}
	}()
	select {
	case <-done:
	case <-time.After(soon):
	}
}

// importDefaults are what counts for rows of a file that do not say it themselves.
func importDefaults(inForce *policy.Policy, by account.Person, u intake.Upload, at time.Time) intake.Defaults {
	return intake.Defaults{Source: u.Source, Campaign: u.Campaign,
		TeamCountry: inForce.Team(by.Team(account.Marketing).ID).Country, At: at, Zone: inForce.Zone}
}

func (s *Pages) importFile(ctx context.Context, by account.Person, u intake.Upload) error {
	policy, err := s.Store.Policy(ctx)
	if err != nil {
		return err
	}
	table, err := s.settled(ctx, policy, by, u)
	if err != nil {
		return err
	}
	defer table.Close()
	at := u.Started
	if at.IsZero() {
		at = s.Now()
	}
	rows := table.Enquiries(u.Mapping, importDefaults(policy, by, u, at))
	run := intake.Run{Import: u.ID, Name: u.Name, Key: u.Key(), Bytes: u.Bytes, At: at, Known: u.Known,
		Heading: table.Header}
	defer s.Hub.Changed(0)
	nudged := s.Now()
	_, err = s.Store.Import(ctx, by, rows, run, func(intake.Result) {
		if now := s.Now(); now.Sub(nudged) > nudgeEvery {
			nudged = now
			s.Hub.Changed(0)
		}
	})
	return err
}
