package rt

// Static classes, type tests and generators: inline/classes.c, inline/generator.c and their core parts.
var _ = define([]Func{
	{Name: "spc_vtable", Params: []Param{{Rep: Obj}}, Result: Ptr, Effects: Reads},
	{Name: "spc_alloc", Params: []Param{{Rep: Obj}}, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	{Name: "spc_is_type", Params: []Param{{Rep: Obj}, {Rep: Obj}, {Rep: I32}}, Result: Bool, Effects: Reads},
	{Name: "spc_tag_is_type", Params: []Param{{Rep: Tag}, {Rep: Obj}, {Rep: I32}}, Result: Bool, Effects: Reads},
	{Name: "spc_tag_is_int", Params: []Param{{Rep: Tag}}, Result: Bool, Effects: Reads},
	{Name: "spc_raise_cast", Params: []Param{{Rep: Obj}, {Rep: Obj}, {Rep: I32}}, Err: Always},
	{Name: "spc_raise_cast_tag", Params: []Param{{Rep: Tag}, {Rep: Obj}, {Rep: I32}}, Err: Always},
	{Name: "spc_raise_unset_field", Params: []Param{{Rep: Obj}, {Rep: Ptr}}, Err: Always},
	{Name: "spc_raise_argument", Params: []Param{{Rep: Obj}, {Rep: I32}, {Rep: Obj}, {Rep: Obj}}, Err: Always},
	{Name: "spc_call_override", Params: []Param{{Rep: Obj}}, Variadic: true, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	// Releases its third operand and raises when it is not of the type.
	{Name: "spc_check_override", Params: []Param{{Rep: Obj}, {Rep: Ptr}, {Rep: Obj}, {Rep: Obj}, {Rep: I32}},
		Result: Void, Err: Minus1, Effects: Anything},

	{Name: "spc_gen_new", Params: []Param{{Rep: Obj}, {Rep: Ptr}}, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	{Name: "spc_gen_func", Params: []Param{{Rep: Obj}}, Result: Obj},
	{Name: "spc_gen_slots", Params: []Param{{Rep: Obj}}, Result: Ptr},
	{Name: "spc_gen_state", Params: []Param{{Rep: Obj}}, Result: I32},
	{Name: "spc_gen_suspend", Params: []Param{{Rep: Obj}, {Rep: I32}}},
	{Name: "spc_gen_set_lasti", Params: []Param{{Rep: Obj}, {Rep: I32}}},
	{Name: "spc_traceback_gen", Params: []Param{{Rep: Obj}, {Rep: I32}}},
	// One step of a delegate (yield from, await): what it yields or returns, told apart by spc_gen_yielded.
	{Name: "spc_send", Params: []Param{{Rep: Obj}, {Rep: Obj}, {Rep: Obj}}, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	{Name: "spc_yf_throw", Params: []Param{{Rep: Obj}, {Rep: Obj}}, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	{Name: "spc_gen_yielded", Params: []Param{{Rep: Obj}}, Result: Bool, Effects: Reads},
	{Name: "spc_get_awaitable", Params: []Param{{Rep: Obj}}, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	{Name: "spc_get_yield_from_iter", Params: []Param{{Rep: Obj}, {Rep: I32}}, Result: Obj, Owned: true, Err: Null, Effects: Anything},
	{Name: "spc_async_gen_wrap", Params: []Param{{Rep: Obj}}, Result: Obj, Owned: true, Err: Null},
})
