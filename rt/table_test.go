package rt

import "testing"

func TestLookup(t *testing.T) {
	f := Get("spc_getattr")
	if len(f.Params) != 3 || f.Result != Obj || !f.Owned || f.Err != Null || f.Effects != Anything {
		t.Errorf("spc_getattr is %+v", f)
	}
	if f := Get("spc_list_init"); !f.Params[2].Steals || f.Err != Never {
		t.Errorf("spc_list_init is %+v", f)
	}
	if f := Get("spc_call"); !f.Variadic || len(f.Params) != 2 {
		t.Errorf("spc_call is %+v", f)
	}
	if Lookup("spc_nonsense") != nil {
		t.Error("found what does not exist")
	}
}
