// The portal without this file works too: every act is a link or a form.
