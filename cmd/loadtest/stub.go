package main

import "context"

type rateMode struct{ options }

func (rateMode) Run(context.Context) error { return nil }

type maxMode struct{ options }

func (maxMode) Run(context.Context) error { return nil }

type idleMode struct{ options }

func (idleMode) Run(context.Context) error { return nil }

type resumeMode struct{ options }

func (resumeMode) Run(context.Context) error { return nil }

type crashMode struct{ options }

func (crashMode) Run(context.Context) error { return nil }

type benchMode struct{ options }

func (benchMode) Run(context.Context) error { return nil }
