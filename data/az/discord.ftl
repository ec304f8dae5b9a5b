# What is said on Discord alone.

discord-apology = Burada nəsə düz getmədi, səhv sizdə deyil; bir azdan yenidən cəhd edin.
