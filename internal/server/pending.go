package server

type ImportStore interface{}

const maxUpload = 50 << 20
