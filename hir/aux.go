package hir

// Aux is what an instruction carries besides its operands.
type Aux uint8

const (
	AuxNone       Aux = iota
	AuxInt            // Int: a number
	AuxNullable       // Int: 1 when the operand may be null
	AuxCmp            // Int: a CmpKind
	AuxBin            // Int: a BinKind
	AuxUnary          // Int: a UnaryKind
	AuxFloat          // Float
	AuxType           // Cast
	AuxConst          // Aux *Const
	AuxClass          // Aux *Class
	AuxGlobal         // Aux *Global
	AuxName           // Aux string
	AuxNames          // Aux []string: names of the trailing arguments
	AuxMethodCall     // Aux *MethodCall
	AuxField          // Aux *Field
	AuxCallee         // Aux *Callee
	AuxMethod         // Aux *Method
	AuxFunc           // Aux *Func
	AuxRT             // Aux *rt.Func
)
