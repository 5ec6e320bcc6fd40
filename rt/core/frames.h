/* Interpreter frames that the runtime owns. */
#ifndef SPC_CORE_FRAMES_H
#define SPC_CORE_FRAMES_H

#include "core.h"
#include "version_frame.h"

/* Takes the frame object away from a frame that ends; when somebody else holds it, it gets a copy of the frame with
 * references of its own. */
void spc_frame_release(_PyInterpreterFrame *f);

#endif
